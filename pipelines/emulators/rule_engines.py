"""Which rule engine answers which question: by schema name, a function `answer(document: str) -> <wire model>`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, cast, get_type_hints

from pydantic import BaseModel

RuleEngine = Callable[[str], BaseModel]
RuleEngines = Mapping[str, str | RuleEngine]

# As `module:function`, so that a rule engine's libraries are loaded with its first question. The function's return
# annotation is the wire model, whose schema the step sends.
RULE_ENGINES: RuleEngines = {
    "invoice_analysis": "steps.invoices.rules.engine:answer",
    "expense_categories": "pipelines.emulators.rules.expenses.expense_rules:answer",
    "feedback_analysis": "pipelines.emulators.rules.feedback.feedback_rules:answer",
    "meeting_outline": "pipelines.emulators.rules.meetings.meeting_rules:outlined",
    "meeting_window": "pipelines.emulators.rules.meetings.meeting_rules:answer",
    "meeting_summary": "pipelines.emulators.rules.meetings.meeting_rules:summarised",
    "news_analysis": "pipelines.emulators.rules.news.news_rules:answer",
    "contract_analysis": "pipelines.emulators.rules.contracts.contract_rules:answer",
}


def find(engine: str | RuleEngine) -> RuleEngine:
    """The function behind an entry of the table."""
    if not isinstance(engine, str):
        return engine
    module, _, function = engine.partition(":")
    return cast(RuleEngine, getattr(importlib.import_module(module), function))


def wire_model(engine: str | RuleEngine) -> type[BaseModel]:
    """The wire model that an engine fills in."""
    returned: Any = get_type_hints(find(engine))["return"]
    return cast(type[BaseModel], returned)
