"""The control plane: what runs, in which order, and what watches it. Start reading here.

`JOBS` is the table of contents: one line per job, with the event that asks for it and the time it may take in
all. The order of a job's steps stands in the file of its name beside this one; those files build on Hera and
are imported only to render, so importing `pipelines` is cheap.
"""

from __future__ import annotations

from pipelines.core.pipeline import HOUR, MINUTE, Job
from steps.core import events

JOBS: tuple[Job, ...] = (
    Job("news-analyzer", events.NewsAnalyzerRequested, budget=2 * MINUTE),
    Job("contract-analyzer", events.ContractAnalyzerRequested, budget=5 * MINUTE),
    Job("feedback-analyzer", events.FeedbackAnalyzerRequested, budget=2 * MINUTE),
    Job("invoice-processor", events.InvoiceProcessorRequested, budget=2 * MINUTE),
    Job("expense-categorizer", events.ExpenseCategorizerRequested, budget=2 * MINUTE),
    Job("meeting-summarizer", events.MeetingSummarizerRequested, budget=5 * MINUTE),
    Job("speaker-separation", events.SpeakerSeparationRequested, budget=4 * HOUR),
    Job("gdpr-exporter", events.GdprExporterRequested, budget=10 * MINUTE),
)
