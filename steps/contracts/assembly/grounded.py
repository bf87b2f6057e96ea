"""The answer about one window, checked: quotes looked up in the window, dates and sums looked up in their quotes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from steps.contracts import wire
from steps.contracts.assembly.readings import (
    ClauseFound,
    Dated,
    LawSaid,
    Reading,
    RenewalSaid,
    RiskFound,
    TermSaid,
)
from steps.contracts.categories import Category
from steps.contracts.models import MonetaryTerm, Obligation, Party, Risk
from steps.contracts.text.amounts import sums
from steps.contracts.text.dates import date_mentions
from steps.contracts.text.durations import Duration, durations, habitual
from steps.contracts.text.units import one_line
from steps.core.documents.read import DocumentText
from steps.core.models import Evidence
from steps.core.text.grounding import Grounding
from steps.core.text.windows import Window


class Reader:
    """Turns one answer into a Reading. Its offsets are those of the whole contract."""

    def __init__(self, document: DocumentText, window: Window) -> None:
        self._document, self._window = document, window
        self._grounding = Grounding(window.of(document.text))

    def reading(self, answer: wire.ContractWire) -> Reading:
        return Reading(
            grounding=self._grounding,
            name=self._name(answer.document_name),
            contract_type=answer.contract_type,
            parties=[party for said in answer.parties if (party := self._party(said))],
            made=self._dated(answer.agreement_date),
            effective=self._dated(answer.effective_date),
            signed=self._dated(answer.last_signature),
            term=self._term(answer.term),
            renewal=self._renewal(answer.renewal),
            law=self._law(answer.governing_law),
            clauses=self._clauses(answer.clauses),
            not_judged=set(answer.not_judged),
            risks=[risk for said in answer.risks if (risk := self._risk(said))],
            obligations=[duty for said in answer.obligations if (duty := self._obligation(said))],
            amounts=[amount for said in answer.amounts if (amount := self._amount(said))],
        )

    def _quoted(self, *quotes: str) -> list[Evidence]:
        return [self._placed(evidence) for evidence in self._grounding.statement(*quotes)]

    def _placed(self, evidence: Evidence) -> Evidence:
        start = self._window.start + evidence.start
        return Evidence(
            quote=evidence.quote,
            start=start,
            end=self._window.start + evidence.end,
            page=self._document.page(start),
        )

    def _name(self, name: str | None) -> tuple[str, Evidence] | None:
        found = self._grounding.name(name) if name else None
        return (one_line(found.quote), self._placed(found)) if found else None

    def _party(self, said: wire.WireParty) -> Party | None:
        found = self._grounding.name(said.name)
        if found is None:
            return None
        known = said.defined_as is None or self._grounding.peek(said.defined_as, minimum=1) is not None
        return Party(
            name=one_line(found.quote),
            role=said.role,
            defined_as=said.defined_as if known else None,
            evidence=[self._placed(found)],
        )

    def _dated(self, said: wire.WireDate | None) -> Dated | None:
        evidence = self._quoted(said.quote) if said else []
        if said is None or not evidence:
            return None
        day = _day(said.date)
        if day and day not in _days(evidence):
            self._grounding.reject()
            return None
        return Dated(day, said.same_as, evidence)

    def _term(self, said: wire.WireTerm | None) -> TermSaid | None:
        evidence = self._quoted(said.quote) if said else []
        if said is None or not evidence:
            return None
        days, lasts = _days(evidence), _shown(said.lasts, evidence)
        ends_on, starts_on = _day(said.ends_on), _day(said.starts_on)
        if (
            (ends_on and ends_on not in days)
            or (starts_on and starts_on not in days)
            or (said.lasts and not lasts)
        ):
            self._grounding.reject()
            return None
        return TermSaid(
            ends_on, lasts, said.starts_with, starts_on, said.perpetual, said.confidence, evidence
        )

    def _renewal(self, said: wire.WireRenewal | None) -> RenewalSaid | None:
        evidence = self._quoted(said.quote) if said else []
        if said is None or not evidence:
            return None
        # The notice may stand in the sentence after the one quoted, so the window has to show it.
        notice = said.notice and _shown(
            said.notice, [Evidence(quote=self._window.of(self._document.text), start=0, end=0)]
        )
        return RenewalSaid(
            _shown(said.length, evidence), said.successive, said.automatic, notice or None, evidence
        )

    def _law(self, said: wire.WireLaw | None) -> LawSaid | None:
        evidence = self._quoted(said.quote) if said else []
        return LawSaid(said.place if said else None, evidence) if evidence else None

    def _clauses(self, said: list[wire.WireClause]) -> dict[Category, ClauseFound]:
        found: dict[Category, ClauseFound] = {}
        for clause in said:
            evidence = self._quoted(*clause.quotes)
            if evidence:
                found.setdefault(clause.category, ClauseFound(clause.summary, clause.confidence, evidence))
        return found

    def _risk(self, said: wire.WireRisk) -> RiskFound | None:
        evidence = self._quoted(*said.quotes)
        if not evidence:
            return None
        risk = Risk(
            id="",
            category=said.category,
            severity=said.severity,
            affected_party=None,
            why=said.why,
            recommendation=said.recommendation,
            suggested_wording=said.suggested_wording,
            evidence=evidence,
        )
        return RiskFound(risk, said.burdens, said.favours)

    def _obligation(self, said: wire.WireObligation) -> Obligation | None:
        evidence = self._quoted(said.quote)
        if not evidence:
            return None
        deadline = _day(said.deadline)
        return Obligation(
            party=said.party,
            duty=said.duty,
            deadline=deadline if deadline in _days(evidence) else None,
            recurrence=said.recurrence,
            trigger=said.trigger,
            evidence=evidence,
        )

    def _amount(self, said: wire.WireAmount) -> MonetaryTerm | None:
        evidence = self._quoted(said.quote)
        amount = Decimal(said.amount)
        if not evidence:
            return None
        if not any(
            amount == printed.amount for quoted in evidence for printed in sums(one_line(quoted.quote))
        ):
            self._grounding.reject()
            return None
        return MonetaryTerm(amount=amount, currency=said.currency, what=said.what, evidence=evidence)


def _day(iso: str | None) -> date | None:
    """None too for a date that no calendar has."""
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _days(evidence: list[Evidence]) -> set[date]:
    return {
        mention.day for quoted in evidence for mention in date_mentions(one_line(quoted.quote)) if mention.day
    }


def _shown(said: wire.WireLength | None, evidence: list[Evidence]) -> Duration | None:
    """The length, if the quoted words say it; `two (2) years` and `24 months` are not mixed up."""
    if said is None:
        return None
    for quoted in evidence:
        text = one_line(quoted.quote)
        by_habit = habitual(text)
        for length in [*durations(text), *([by_habit] if by_habit else [])]:
            if (length.count, length.unit) == (said.count, said.unit):
                return Duration(length.count, length.unit)
    return None
