"""Falsehoods: wrong in what they say, right in form, whatever the schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field

from pipelines.emulators import falsehoods
from steps.core.llm.schemas import strict_schema
from steps.core.models import Closed

Amount = Annotated[str, Field(pattern=r"^-?\d+(\.\d{1,4})?$")]


class Evidence(Closed):
    quote: str
    page: int | None


class Line(Closed):
    name: str
    amount: Amount
    evidence: Evidence | None


class Bill(Closed):
    currency: Literal["EUR", "USD"]
    gross: Amount | None
    total_tax: float
    lines: list[Line]
    quotes: Annotated[list[str], Field(min_length=1)]


SCHEMA = strict_schema(Bill)
VALUE = Bill(
    currency="EUR", gross="119.00", total_tax=19.0, quotes=["Thank you very much", "Net 30 days"],
    lines=[
        Line(name="Chairs", amount="100.00", evidence=Evidence(quote="4 chairs 100.00", page=1)),
        Line(name="Tax", amount="19", evidence=None),
    ],
).model_dump(mode="json")  # fmt: skip


def check(changed: dict[str, Any]) -> dict[str, Any]:
    Draft202012Validator(SCHEMA).validate(changed)
    assert changed != VALUE
    return changed


def test_every_quote_is_invented_and_nothing_else() -> None:
    changed = check(falsehoods.invented_quotes(VALUE, SCHEMA, None))
    invented = [changed["lines"][0]["evidence"]["quote"], *changed["quotes"]]
    true = [VALUE["lines"][0]["evidence"]["quote"], *VALUE["quotes"]]
    assert not set(invented) & set(true)
    assert changed["lines"][1] == VALUE["lines"][1]
    assert changed["gross"] == VALUE["gross"]


@pytest.mark.parametrize("first", [1, 2])
def test_only_the_first_quotes_are_invented(first: int) -> None:
    changed = check(falsehoods.invented_quotes(VALUE, SCHEMA, first))
    pairs = zip(
        [changed["lines"][0]["evidence"]["quote"], *changed["quotes"]],
        [VALUE["lines"][0]["evidence"]["quote"], *VALUE["quotes"]],
        strict=True,
    )
    assert sum(new != old for new, old in pairs) == first


def test_sums_are_one_too_high() -> None:
    changed = check(falsehoods.wrong_sums(VALUE, SCHEMA))
    assert (changed["gross"], changed["total_tax"]) == ("120.00", 20.0)
    assert [line["amount"] for line in changed["lines"]] == ["101.00", "20"]


def test_free_text_is_chinese_and_closed_words_stay() -> None:
    changed = check(falsehoods.in_chinese(VALUE, SCHEMA))
    assert (changed["currency"], changed["gross"]) == ("EUR", "119.00")
    assert "中文" in changed["lines"][0]["name"]
    assert all("中文" in quote for quote in changed["quotes"])


def test_lists_are_as_short_as_the_schema_allows() -> None:
    changed = check(falsehoods.empty_lists(VALUE, SCHEMA))
    assert (changed["lines"], changed["quotes"]) == ([], ["Thank you very much"])
