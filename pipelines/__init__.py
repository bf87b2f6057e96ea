"""The control plane: what runs, in which order, and what watches it. Start reading here.

`PIPELINES` is the table of contents: one line per pipeline (a kind of work), with the step whose output is its result
and the seconds that one job may take in all. The event that asks for a job is in `steps/core/events.py`, the graph of
its steps in the file of the pipeline's name beside this one. Those files build on Hera and are imported only to
render, the events build on pydantic and are imported only where one is read, so importing `pipelines` is cheap.

`SCHEDULES` is what is sent by the clock wherever this code is deployed. `bgjobs migrate` and `bgjobs dev` write them;
what an operator changes at run time stays until the line here changes, and a pause stays in any case.
"""

from __future__ import annotations

from pipelines.core.pipeline import HOUR, MINUTE, Pipeline
from pipelines.core.schedule import Schedule

# fmt: off
PIPELINES: tuple[Pipeline, ...] = (
    Pipeline("news-analyzer", "process-news-analyzer", 2 * MINUTE),
    Pipeline("contract-analyzer", "process-contract-analyzer", 5 * MINUTE),
    Pipeline("feedback-analyzer", "process-feedback-analyzer", 2 * MINUTE),
    Pipeline("invoice-processor", "process-invoice-processor", 2 * MINUTE),
    Pipeline("expense-categorizer", "process-expense-categorizer", 2 * MINUTE),
    Pipeline("meeting-summarizer", "process-meeting-summarizer", 5 * MINUTE),
    Pipeline("speaker-separation", "process-speaker-separation", 4 * HOUR),
    Pipeline("gdpr-exporter", "process-gdpr-exporter", 10 * MINUTE),
)
SCHEDULES: tuple[Schedule, ...] = ()
# Such as: Schedule("nightly-export", "gdpr-exporter", {"subject_id": "1"}, cron="0 3 * * *", tz="Europe/Berlin"),
# fmt: on
