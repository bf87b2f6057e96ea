"""Risks are ours, theirs or everybody's, and the gravest come first."""

from __future__ import annotations

from steps.contracts.assembly.readings import RiskFound
from steps.contracts.assembly.sides import Sides
from steps.contracts.assembly.weigh import owed, weighed
from steps.contracts.models import Blank, Obligation, Party, Risk, Severity
from steps.core.models import Evidence

A = Party(name="A Corp.", role="licensor", defined_as="Licensor", evidence=[])
B = Party(name="B Corp.", role="licensee", defined_as="Licensee", evidence=[])
SIDES = Sides([A, B], "")


def found(
    category: str, severity: Severity, burdens: str | None = None, favours: str | None = None
) -> RiskFound:
    risk = Risk(
        id="", category=category, severity=severity, affected_party=None, why="", recommendation="",
        suggested_wording=None, evidence=[Evidence(quote="x" * 20, start=len(category), end=len(category) + 20)],
    )  # fmt: skip
    return RiskFound(risk, burdens, favours)


def shown(risks: list[Risk]) -> list[tuple[str, str, str | None]]:
    return [(risk.id, risk.category, risk.affected_party) for risk in risks]


def test_without_our_side_all_are_shown_with_whom_they_burden() -> None:
    kept = weighed([found("a", "low", "Licensor"), found("bb", "high", favours="Licensor")], [], SIDES, None)
    assert shown(kept.risks) == [("R1", "bb", "B Corp."), ("R2", "a", "A Corp.")]
    assert kept.theirs == 0


def test_with_our_side_the_other_sides_burdens_are_left_out_and_counted() -> None:
    risks = [found("a", "high", "Licensor"), found("bb", "low", "Licensee"), found("ccc", "low")]
    kept = weighed(risks, [], SIDES, B)
    assert shown(kept.risks) == [("R1", "bb", "B Corp."), ("R2", "ccc", "B Corp.")]
    assert kept.theirs == 1


def test_the_same_risk_twice_counts_at_its_gravest() -> None:
    kept = weighed([found("a", "low", "Licensee"), found("a", "high", "B Corp.")], [], SIDES, None)
    assert [(risk.category, risk.severity) for risk in kept.risks] == [("a", "high")]


def test_what_both_promise_is_not_one_sided() -> None:
    risks = [
        found("one-sided indemnity", "high", "Licensor"),
        found("one-sided indemnity", "high", "Licensee"),
    ]
    assert weighed(risks, [], SIDES, None).risks == []


def test_blanks_are_a_risk() -> None:
    blank = Blank(what="left blank: $____", evidence=[Evidence(quote="$____ a year", start=0, end=12)])
    [risk] = weighed([], [blank, Blank(what="Exhibit A is not there", evidence=[])], SIDES, B).risks
    assert (risk.category, risk.affected_party, "1 blank;" in risk.why) == ("blanks", "B Corp.", True)


def test_duties_of_strangers_are_left_out() -> None:
    def duty(party: str) -> Obligation:
        evidence = [Evidence(quote="x" * 20, start=0, end=20)]
        return Obligation(
            party=party, duty="pay", deadline=None, recurrence=None, trigger=None, evidence=evidence
        )

    assert [one.party for one in owed([duty("Licensee"), duty("Customers")], SIDES)] == ["B Corp."]
