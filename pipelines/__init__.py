"""The control plane: what runs, in which order, and what watches it. Start reading here.

`PIPELINES` is the table of contents: one line per pipeline (a kind of work), with the event that asks for a job of it
and the seconds that one job may take in all. The graph of a pipeline's steps is in the file of its name beside this
one; those files build on Hera and are imported only to render, so importing `pipelines` is cheap.
"""

from __future__ import annotations

from pipelines.core.pipeline import HOUR, MINUTE, Pipeline
from steps.core import events

# fmt: off
PIPELINES: tuple[Pipeline, ...] = (
    Pipeline("news-analyzer", events.NewsAnalyzerRequested, "process-news-analyzer", 2 * MINUTE),
    Pipeline("contract-analyzer", events.ContractAnalyzerRequested, "process-contract-analyzer", 5 * MINUTE),
    Pipeline("feedback-analyzer", events.FeedbackAnalyzerRequested, "process-feedback-analyzer", 2 * MINUTE),
    Pipeline("invoice-processor", events.InvoiceProcessorRequested, "process-invoice-processor", 2 * MINUTE),
    Pipeline("expense-categorizer", events.ExpenseCategorizerRequested, "process-expense-categorizer", 2 * MINUTE),
    Pipeline("meeting-summarizer", events.MeetingSummarizerRequested, "process-meeting-summarizer", 5 * MINUTE),
    Pipeline("speaker-separation", events.SpeakerSeparationRequested, "process-speaker-separation", 4 * HOUR),
    Pipeline("gdpr-exporter", events.GdprExporterRequested, "process-gdpr-exporter", 10 * MINUTE),
)
# fmt: on
