"""From answer to result: what stands in the contract stays, the rest is dropped, counted and, when much, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from steps.contracts.categories import CATEGORIES
from steps.contracts.models import Clause, ContractResult
from steps.contracts.wire import ContractWire
from steps.core.errors import PermanentError
from steps.core.models import Check

Assemble = Callable[..., tuple[ContractResult, dict[str, Check]]]
INVENTED = "The Licensee shall deliver a live reindeer to the Licensor on every second Sunday of the month."


def clause(result: ContractResult, category: str) -> Clause:
    return next(one for one in result.clauses if one.category == category)


def test_every_quote_is_the_contracts_own_stretch(
    assemble: Assemble, text: str, evidence_of: Callable[[Any], Iterator[dict[str, Any]]]
) -> None:
    result, checks = assemble()
    found = list(evidence_of(result.model_dump()))
    assert len(found) > 70
    assert all(text[piece["start"] : piece["end"]] == piece["quote"] for piece in found)
    assert all(check.passed for code, check in checks.items() if code != "all_categories_judged")


def test_the_sample(assemble: Assemble) -> None:
    result, _ = assemble(our_side="Licensee")
    assert result.our_side == "Oddny Timber Cooperative, LLC"
    assert result.dates.model_dump() == {
        "agreement": date(2025, 3, 3), "effective": date(2025, 3, 3), "expiration": date(2028, 3, 3),
        "renewal_term": "successive 1 year", "notice_period_days": 90,
    }  # fmt: skip
    assert result.governing_law == "Minnesota"
    assert {risk.affected_party for risk in result.risks} == {"Oddny Timber Cooperative, LLC"}
    assert [risk.id for risk in result.risks] == [f"R{number}" for number in range(1, len(result.risks) + 1)]
    assert {amount.amount for amount in result.monetary_terms} >= {
        Decimal(180000),
        Decimal(3500),
        Decimal(2000000),
    }
    assert {one.what for one in result.blanks_or_missing_exhibits} >= {
        "Exhibit B is referred to but not there"
    }
    assert "Licensee" in [term.term for term in result.defined_terms]
    assert "Minnesota" in result.executive_summary
    assert "not legal advice" in result.disclaimer


def test_there_is_one_clause_for_each_category(assemble: Assemble) -> None:
    result, _ = assemble()
    assert [one.category for one in result.clauses] == list(CATEGORIES)
    assert all(bool(one.evidence) == (one.status == "present") for one in result.clauses)
    assert clause(result, "Insurance").answer == "Yes"
    assert clause(result, "Insurance").section == "11 INSURANCE"
    assert clause(result, "Warranty Duration").answer == "90 days"
    assert clause(result, "Revenue/Profit Sharing").status == "absent"
    assert clause(result, "Non-Compete").status == "not_assessed"


def test_parties_in_risks_and_duties_are_parties(assemble: Assemble) -> None:
    result, _ = assemble()
    names = {party.name for party in result.parties}
    assert {duty.party for duty in result.obligations} <= names
    assert {risk.affected_party for risk in result.risks} <= names | {None}


def test_an_invented_quote_is_dropped_counted_and_warned_of(assemble: Assemble, answer: ContractWire) -> None:
    clauses = [one.model_dump() for one in answer.clauses]
    invented = {"category": "Non-Compete", "summary": None, "confidence": 1.0, "quotes": [INVENTED]}
    result, checks = assemble(clauses=[*clauses, invented])
    assert clause(result, "Non-Compete").status != "present"
    assert not checks["grounded"].passed
    assert "1 dropped" in checks["grounded"].detail


def test_more_than_a_fifth_invented_fails(assemble: Assemble, answer: ContractWire) -> None:
    clauses = [{**one.model_dump(), "quotes": [INVENTED]} for one in answer.clauses]
    duties = [{**one.model_dump(), "quote": INVENTED} for one in answer.obligations]
    with pytest.raises(PermanentError) as caught:
        assemble(clauses=clauses, obligations=duties)
    assert caught.value.code == "ungrounded"
    assert INVENTED not in caught.value.message


def test_a_date_that_its_quote_does_not_say_is_dropped(assemble: Assemble, answer: ContractWire) -> None:
    assert answer.agreement_date is not None
    wrong = {**answer.agreement_date.model_dump(), "date": "2024-01-01"}
    result, checks = assemble(agreement_date=wrong)
    assert result.dates.agreement == date(2025, 3, 5)  # the last signature
    assert not checks["grounded"].passed


def test_a_sum_that_its_quote_does_not_say_is_dropped(assemble: Assemble, answer: ContractWire) -> None:
    amounts = [{**one.model_dump(), "amount": "999999"} for one in answer.amounts[:1]]
    result, checks = assemble(amounts=amounts)
    assert result.monetary_terms == []
    assert not checks["grounded"].passed


def test_a_length_that_its_quote_does_not_say_is_dropped(assemble: Assemble, answer: ContractWire) -> None:
    assert answer.term is not None
    result, _ = assemble(term={**answer.term.model_dump(), "lasts": {"count": 30, "unit": "year"}})
    assert result.dates.expiration is None


def test_an_end_before_the_beginning_is_left_out(assemble: Assemble, answer: ContractWire) -> None:
    assert answer.effective_date is not None
    later = {"date": None, "same_as": "last_signature", "quote": answer.effective_date.quote}
    ends = {
        "ends_on": "2025-03-03", "lasts": None, "starts_with": "effective_date", "starts_on": None,
        "perpetual": False, "confidence": 1.0, "quote": answer.effective_date.quote,
    }  # fmt: skip
    result, checks = assemble(effective_date=later, term=ends)
    assert (result.dates.effective, result.dates.expiration) == (date(2025, 3, 5), None)
    assert not checks["dates_in_order"].passed


def test_a_side_that_nobody_is_on_is_warned_of(assemble: Assemble) -> None:
    result, checks = assemble(our_side="Landlord")
    assert result.our_side is None
    assert not checks["our_side"].passed
    assert "Landlord" not in checks["our_side"].detail


def test_a_short_name_that_the_contract_does_not_have_is_left_out(
    assemble: Assemble, answer: ContractWire
) -> None:
    parties = [{**party.model_dump(), "defined_as": "Zeppelin"} for party in answer.parties]
    result, _ = assemble(parties=parties)
    assert [party.defined_as for party in result.parties] == [None, None]


def test_nothing_but_not_judged(assemble: Assemble) -> None:
    result, _ = assemble(
        document_name=None, parties=[], agreement_date=None, effective_date=None, last_signature=None, term=None,
        renewal=None, governing_law=None, clauses=[], not_judged=list(CATEGORIES), risks=[], obligations=[],
        amounts=[],
    )  # fmt: skip
    assert {one.status for one in result.clauses} == {"not_assessed"}
    assert (result.missing_clauses, result.dates.agreement) == ([], None)
