"""Which rules answer which question: by schema name, a function `answer(document: str) -> <wire model>`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, cast, get_type_hints

from pydantic import BaseModel

Brain = Callable[[str], BaseModel]
Brains = Mapping[str, str | Brain]

# As `module:function`, so that a brain's libraries are loaded with its first question. The function's return
# annotation is the wire model, whose schema the step sends.
BRAINS: Brains = {
    "invoice_analysis": "steps.invoices.rules.engine:answer",
    "expense_categories": "pipelines.emulators.rules.expenses.expense_rules:answer",
    "feedback_analysis": "pipelines.emulators.rules.feedback.feedback_rules:answer",
    "meeting_outline": "pipelines.emulators.rules.meetings.meeting_rules:outlined",
    "meeting_window": "pipelines.emulators.rules.meetings.meeting_rules:answer",
    "meeting_summary": "pipelines.emulators.rules.meetings.meeting_rules:summarised",
    "news_analysis": "pipelines.emulators.rules.news.news_rules:answer",
    "contract_analysis": "pipelines.emulators.rules.contracts.contract_rules:answer",
}


def find(brain: str | Brain) -> Brain:
    """The function behind an entry of the table."""
    if not isinstance(brain, str):
        return brain
    module, _, function = brain.partition(":")
    return cast(Brain, getattr(importlib.import_module(module), function))


def wire_model(brain: str | Brain) -> type[BaseModel]:
    """The wire model that a brain fills in."""
    returned: Any = get_type_hints(find(brain))["return"]
    return cast(type[BaseModel], returned)
