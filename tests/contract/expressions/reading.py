"""The process step of each pipeline that reads text, fed any text, with the rules in the model's place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from steps import (
    process_contract_analyzer,
    process_expense_categorizer,
    process_feedback_analyzer,
    process_meeting_summarizer,
    process_news_analyzer,
)
from steps.core.storage.storage import Storage
from steps.invoices.rules import engine
from tests.support.attempt import Attempt, RulesReader

_SENTENCE = "Alpha Inc. and Beta Ltd. agree. "  # so that there is a word in it


def readers(folder: Path) -> Mapping[str, Callable[[str], object]]:
    """By name, what reads a text. `folder`: for what a step stores."""
    storage = Storage(folder.as_uri())

    def step(name: str, module: Any, given: Callable[[str], dict[str, Any]]) -> Callable[[str], object]:
        attempt = Attempt(name, storage, RulesReader(), seconds=3600.0)
        return lambda text: module.run(module.Input.model_validate(given(text)), attempt.context)

    return {
        "contracts": step("contract-analyzer", process_contract_analyzer, _whole),
        "expenses": step("expense-categorizer", process_expense_categorizer, _lines),
        "feedback": step("feedback-analyzer", process_feedback_analyzer, _items),
        "invoices": engine.answer,
        "meetings": step("meeting-summarizer", process_meeting_summarizer, _turns),
        "news": step("news-analyzer", process_news_analyzer, _whole),
    }


def _whole(text: str) -> dict[str, Any]:
    return {"text": _SENTENCE + text}


def _items(text: str) -> dict[str, Any]:
    return {"items": [{"id": str(n), "text": _SENTENCE + part} for n, part in enumerate(_parts(text, 4_900))]}


def _lines(text: str) -> dict[str, Any]:
    line = {"date": "2026-01-31", "amount": "5.00", "currency": "USD"}
    parts = _parts(" ".join(text.split()) or "a", 400)
    return {
        "lines": [
            {**line, "line_id": str(number), "merchant": f"Shop {part[:150]}", "description": f"For {part}"}
            for number, part in enumerate(parts)
        ]
    }


def _turns(text: str) -> dict[str, Any]:
    said = [{"speaker": "Ann", "text": _SENTENCE + part} for part in _parts(text, 19_000)]
    return {"turns": [*said, {"speaker": "Bob", "text": "We will do it by Friday."}]}


def _parts(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]
