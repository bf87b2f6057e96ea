"""How long a job may take, as its page in a terminal says it."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines import PIPELINES
from pipelines.core.pipeline import budgets
from pipelines.core.settings import load_control_settings


def told_budgets() -> Mapping[str, float]:
    """Seconds by pipeline, with what JOBS_BUDGETS says here. Errors: ConfigurationError."""
    return budgets(PIPELINES, load_control_settings().budgets)
