"""The labels of recorded Workflows, which tell them from those that Argo runs."""

from __future__ import annotations

from collections.abc import Mapping

EXECUTOR, WARM = "executor", "warm"  # who ran the job
RECORD, LIVE, ENDED = "record", "live", "ended"
COMPLETED = "workflows.argoproj.io/completed"  # true from the start: then Argo's controller leaves it alone
PHASE = "workflows.argoproj.io/phase"
ARCHIVING = "workflows.argoproj.io/workflow-archiving-status"


def is_record(labels: Mapping[str, str]) -> bool:
    """Not what `argo retry` or `argo resubmit` made of one, which carries its labels and runs."""
    return labels.get(EXECUTOR) == WARM and labels.get(COMPLETED) == "true"
