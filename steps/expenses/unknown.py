"""Merchants that the tables do not know, each once, in batches for a model; and what it said of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from steps.core.context import Context
from steps.core.events import ExpenseItem
from steps.core.llm.answers import Answer
from steps.core.llm.prices import total
from steps.core.text.redaction import redact
from steps.core.text.windows import Window, in_parallel
from steps.expenses import merchant_names
from steps.expenses.decision import Decision
from steps.expenses.prompt import INSTRUCTIONS, SCHEMA_NAME, TOKENS_PER_MERCHANT
from steps.expenses.tables.kinds import kinds
from steps.expenses.wire import ExpenseWire, WireMerchant

MOST_MERCHANTS = 60  # of one batch
_MOST_SURE = 0.9  # a model's word about a merchant that no table knows


@dataclass(frozen=True)
class Purchase:
    """What is asked about, with keys and account numbers taken out."""

    merchant: str
    description: str | None
    mcc: str | None

    @classmethod
    def of(cls, line: ExpenseItem) -> Purchase:
        description = " ".join(line.description.split()) if line.description else None
        return cls(
            redact(merchant_names.same(line.merchant)), redact(description) if description else None, line.mcc
        )

    def line(self, n: int) -> str:
        fields = {"n": n, "merchant": self.merchant, "description": self.description, "mcc": self.mcc}
        return json.dumps(
            {key: value for key, value in fields.items() if value is not None}, ensure_ascii=False
        )


@dataclass(frozen=True)
class Asked:
    """`decisions` by line id, for the lines that were unknown; `answer` holds the usage of all batches."""

    decisions: dict[str, Decision]
    answer: Answer[ExpenseWire]
    purchases: int


def ask(lines: Sequence[ExpenseItem], context: Context) -> Asked | None:
    """What a model says about these lines; None where there are none. Errors: what `llm.ask` raises."""
    purchases: dict[Purchase, int] = {}
    numbers = [purchases.setdefault(Purchase.of(line), len(purchases)) for line in lines]
    if not purchases:
        return None
    document = [purchase.line(n) for purchase, n in purchases.items()]
    count = -(-len(document) // MOST_MERCHANTS)
    windows = [
        Window(number, count, number * MOST_MERCHANTS, min((number + 1) * MOST_MERCHANTS, len(document)))
        for number in range(count)
    ]
    llm = context.llm  # made here, before threads share it

    def batch(window: Window) -> Answer[ExpenseWire]:
        return llm.ask(
            schema_name=SCHEMA_NAME,
            instructions=INSTRUCTIONS,
            document="\n".join(document[window.start : window.end]),
            answer=ExpenseWire,
            max_output_tokens=1_000 + TOKENS_PER_MERCHANT * (window.end - window.start),
            part=window.number,
        )

    replies = in_parallel(batch, windows)
    answers: dict[int, WireMerchant] = {}
    for window, reply in zip(windows, replies, strict=True):
        for merchant in reply.value.merchants:
            if window.start <= merchant.n < window.end:
                answers.setdefault(merchant.n, merchant)
    first = replies[0]
    answer = Answer(
        first.value,
        total(reply.usage for reply in replies),
        first.engine,
        first.engine_detail,
        first.quality_note,
    )
    decisions = {line.line_id: _decision(answers.get(n)) for line, n in zip(lines, numbers, strict=True)}
    return Asked(decisions, answer, len(purchases))


def _decision(answer: WireMerchant | None) -> Decision:
    if answer is None or answer.kind is None:
        why = (
            answer.reason.strip()
            if answer and answer.reason.strip()
            else "nothing is known about this merchant"
        )
        return Decision(None, "none", 0.0, why, answer.merchant if answer else None)
    confidence = round(min(answer.confidence, _MOST_SURE), 2)
    return Decision(kinds()[answer.kind], "model", confidence, answer.reason.strip(), answer.merchant)
