"""Asking a model about unknown merchants: each once, without account numbers, and never believed too much."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from pipelines.emulators.rules.expenses import expense_rules
from steps.core.events import ExpenseItem
from steps.core.llm.answers import Answer
from steps.core.models import Usage
from steps.core.text.markdown import escape
from steps.expenses.unknown import MOST_MERCHANTS, Asked, ask
from steps.expenses.wire import ExpenseWire, WireMerchant
from tests.support.attempt import context_of


@dataclass
class Model:
    """Says the same of every merchant, and remembers its questions."""

    kind: str | None = "restaurant"
    confidence: float = 0.8
    forgets: bool = False
    questions: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, **question: Any) -> Answer[ExpenseWire]:
        self.questions.append(question)
        numbers = [json.loads(text)["n"] for text in question["document"].split("\n")]
        said = [
            WireMerchant.model_validate(
                {
                    "n": n,
                    "merchant": f"Name {n}",
                    "kind": self.kind,
                    "confidence": self.confidence,
                    "reason": " sells meals ",
                }
            )
            for n in ([] if self.forgets else [*numbers, 9999])
        ]
        return Answer(ExpenseWire(merchants=said), Usage(requests=1), "openai", "some-model", None)


def lines(*merchants: str, description: str | None = None) -> list[ExpenseItem]:
    return [
        ExpenseItem.model_validate(
            {"line_id": str(n), "merchant": name, "amount": 5, "currency": "EUR", "description": description}
        )
        for n, name in enumerate(merchants)
    ]


def asked(given: list[ExpenseItem], model: Model | None = None) -> tuple[Asked | None, Model]:
    model = model or Model()
    return ask(given, context_of("expense-categorizer", llm=model)), model


def test_nothing_unknown_nothing_asked() -> None:
    found, model = asked([])
    assert (found, model.questions) == (None, [])


def test_a_merchant_is_asked_about_once_whatever_its_numbers() -> None:
    found, model = asked(lines("QX ZENITH #1", "QX ZENITH 0042", "OTHER QX"))
    assert found is not None
    [question] = model.questions
    assert [json.loads(text)["merchant"] for text in question["document"].split("\n")] == [
        "QX ZENITH",
        "OTHER QX",
    ]
    assert {id: decision.merchant for id, decision in found.decisions.items()} == {
        "0": "Name 0",
        "1": "Name 0",
        "2": "Name 1",
    }


def test_many_merchants_go_in_batches() -> None:
    found, model = asked(
        lines(*(f"MERCHANT {chr(65 + n % 26)}{chr(65 + n // 26)}" for n in range(2 * MOST_MERCHANTS + 1)))
    )
    assert found is not None
    assert sorted(question["part"] for question in model.questions) == [0, 1, 2]
    assert found.answer.usage.requests == 3
    assert len(found.decisions) == found.purchases == 2 * MOST_MERCHANTS + 1


def test_account_numbers_and_addresses_are_not_sent() -> None:
    _, model = asked(lines("QX ZENITH", description="card 4111 1111 1111 1111, ann@example.org"))
    assert json.loads(model.questions[0]["document"])["description"] == "card [card], [email]"


def test_a_model_is_believed_up_to_a_point() -> None:
    found, _ = asked(lines("QX"), Model(confidence=1.0))
    assert found is not None
    decision = found.decisions["0"]
    assert (decision.method, decision.confidence, decision.why) == ("model", 0.9, "sells meals")
    assert decision.kind is not None
    assert decision.kind.category == "meals"


@pytest.mark.parametrize(
    "model", [Model(kind=None, confidence=0.9), Model(forgets=True)], ids=["does not know", "forgets"]
)
def test_what_a_model_does_not_say_stays_unknown(model: Model) -> None:
    found, _ = asked(lines("QX"), model)
    assert found is not None
    assert (found.decisions["0"].kind, found.decisions["0"].method, found.decisions["0"].confidence) == (
        None,
        "none",
        0.0,
    )


def test_the_rules_know_nothing_more_and_say_so() -> None:
    answered = expense_rules.answer('{"n": 3, "merchant": "QX"}\nnot JSON')
    assert [(said.n, said.kind, said.confidence) for said in answered.merchants] == [
        (3, None, 0.0),
        (1, None, 0.0),
    ]


def test_merchants_cannot_write_markdown() -> None:
    assert escape("a | b\n<script>`x`") == "a \\| b \\<script\\>\\`x\\`"
