"""With which part of the tests an expression is tried."""

from __future__ import annotations

from tests.contract.expressions.collected import Expression

# The product's own, and what stands in for a model in demos and tests, each folder with its expressions.
FOLDERS = (
    "steps/core", "steps/contracts", "steps/expenses", "steps/feedback", "steps/gdpr", "steps/invoices",
    "steps/meetings", "steps/news", "steps/speech",
    "pipelines/commands", "pipelines/core", "pipelines/emulators/openai", "pipelines/operations", "pipelines/runtime",
    "pipelines/server",
    *(f"pipelines/emulators/rules/{subject}" for subject in ("contracts", "feedback", "meetings", "news")),
)  # fmt: skip


def folder_of(expression: Expression) -> str | None:
    return next((folder for folder in FOLDERS if expression.places[0].startswith(folder)), None)
