"""Readings of overlapping windows become one: nothing twice, and the contract's own opening counts."""

from __future__ import annotations

from datetime import date

from steps.contracts.assembly.readings import ClauseFound, Dated, LawSaid, Reading, TermSaid
from steps.contracts.assembly.reduce import apart, reduced
from steps.contracts.models import Party
from steps.core.models import Evidence
from steps.core.text.grounding import Grounding


def at(start: int, end: int) -> Evidence:
    return Evidence(quote="x" * (end - start), start=start, end=end)


def party(name: str) -> Party:
    return Party(name=name, role=None, defined_as=None, evidence=[at(0, 5)])


def reading(**found: object) -> Reading:
    return Reading(grounding=Grounding(""), **found)  # type: ignore[arg-type]


def test_evidence_that_overlaps_counts_once() -> None:
    assert apart([at(50, 90), at(10, 20), at(50, 60), at(15, 18)]) == [at(10, 20), at(50, 90)]


def test_a_clause_keeps_the_evidence_of_all_windows() -> None:
    one = reading(clauses={"Insurance": ClauseFound(None, 0.6, [at(10, 30)])})
    two = reading(clauses={"Insurance": ClauseFound("They insure.", 0.9, [at(10, 30), at(80, 99)])})
    merged = reduced([one, two]).clauses["Insurance"]
    assert merged == ClauseFound("They insure.", 0.9, [at(10, 30), at(80, 99)])


def test_the_first_window_with_two_parties_names_them() -> None:
    windows = [
        reading(),
        reading(parties=[party("A Corp."), party("B Corp."), party("A CORP")]),
        reading(parties=[party("Form Co."), party("Other Co.")]),
    ]
    assert [one.name for one in reduced(windows).parties] == ["A Corp.", "B Corp."]


def test_the_date_of_a_form_in_a_later_window_is_not_the_contracts() -> None:
    blank = Dated(None, None, [at(0, 20)])
    form = Dated(date(2020, 1, 1), None, [at(900, 920)])
    assert reduced([reading(parties=[party("A")], made=blank), reading(made=form)]).made is blank


def test_the_surest_term_that_gives_an_end_is_taken() -> None:
    vague = TermSaid(None, None, "effective_date", None, False, 1.0, [at(0, 9)])
    unsure = TermSaid(date(2021, 1, 1), None, "effective_date", None, False, 0.5, [at(20, 30)])
    sure = TermSaid(date(2022, 1, 1), None, "effective_date", None, False, 0.9, [at(40, 50)])
    assert reduced([reading(term=vague), reading(term=unsure), reading(term=sure)]).term is sure


def test_a_law_that_was_struck_out_gives_way_to_one_with_a_place() -> None:
    struck, named = LawSaid(None, [at(0, 9)]), LawSaid("Ohio", [at(20, 30)])
    assert reduced([reading(law=struck), reading(law=named)]).law is named


def test_counts_are_added_up() -> None:
    one, two = reading(), reading()
    one.grounding.found, one.grounding.dropped, two.grounding.found = 3, 1, 4
    whole = reduced([one, two]).grounding
    assert (whole.found, whole.dropped, whole.total) == (7, 1, 8)
