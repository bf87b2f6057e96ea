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
from steps.core.text.dates import iso_day
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
            parties=[party for item in answer.parties if (party := self._party(item))],
            made=self._dated(answer.agreement_date),
            effective=self._dated(answer.effective_date),
            signed=self._dated(answer.last_signature),
            term=self._term(answer.term),
            renewal=self._renewal(answer.renewal),
            law=self._law(answer.governing_law),
            clauses=self._clauses(answer.clauses),
            not_judged=set(answer.not_judged),
            risks=[risk for item in answer.risks if (risk := self._risk(item))],
            obligations=[duty for item in answer.obligations if (duty := self._obligation(item))],
            amounts=[amount for item in answer.amounts if (amount := self._amount(item))],
            doubts={doubt.field: " ".join(doubt.reason.split()) for doubt in reversed(answer.doubts)},
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
        evidence = self._grounding.name(name) if name else None
        return (one_line(evidence.quote), self._placed(evidence)) if evidence else None

    def _party(self, answer: wire.WireParty) -> Party | None:
        evidence = self._grounding.name(answer.name)
        if evidence is None:
            return None
        known = answer.defined_as is None or self._grounding.peek(answer.defined_as, minimum=1) is not None
        return Party(
            name=one_line(evidence.quote),
            role=answer.role,
            defined_as=answer.defined_as if known else None,
            evidence=[self._placed(evidence)],
        )

    def _dated(self, answer: wire.WireDate | None) -> Dated | None:
        evidence = self._quoted(answer.quote) if answer else []
        if answer is None or not evidence:
            return None
        day = iso_day(answer.date)
        if day and day not in _days(evidence):
            self._grounding.reject()
            return None
        return Dated(day, answer.same_as, evidence)

    def _term(self, answer: wire.WireTerm | None) -> TermSaid | None:
        evidence = self._quoted(answer.quote) if answer else []
        if answer is None or not evidence:
            return None
        days, lasts = _days(evidence), _shown(answer.lasts, evidence)
        ends_on, starts_on = iso_day(answer.ends_on), iso_day(answer.starts_on)
        if (
            (ends_on and ends_on not in days)
            or (starts_on and starts_on not in days)
            or (answer.lasts and not lasts)
        ):
            self._grounding.reject()
            return None
        return TermSaid(
            ends_on, lasts, answer.starts_with, starts_on, answer.perpetual, answer.confidence, evidence
        )

    def _renewal(self, answer: wire.WireRenewal | None) -> RenewalSaid | None:
        evidence = self._quoted(answer.quote) if answer else []
        if answer is None or not evidence:
            return None
        # The notice may stand in the sentence after the one quoted, so the window has to show it.
        notice = answer.notice and _shown(
            answer.notice, [Evidence(quote=self._window.of(self._document.text), start=0, end=0)]
        )
        return RenewalSaid(
            _shown(answer.length, evidence),
            answer.successive,
            answer.automatic,
            notice or None,
            evidence,
        )

    def _law(self, answer: wire.WireLaw | None) -> LawSaid | None:
        evidence = self._quoted(answer.quote) if answer else []
        return LawSaid(answer.place if answer else None, evidence) if evidence else None

    def _clauses(self, answer: list[wire.WireClause]) -> dict[Category, ClauseFound]:
        clauses: dict[Category, ClauseFound] = {}
        for clause in answer:
            evidence = self._quoted(*clause.quotes)
            if evidence:
                clauses.setdefault(clause.category, ClauseFound(clause.summary, clause.confidence, evidence))
        return clauses

    def _risk(self, answer: wire.WireRisk) -> RiskFound | None:
        evidence = self._quoted(*answer.quotes)
        if not evidence:
            return None
        risk = Risk(
            id="",
            category=answer.category,
            severity=answer.severity,
            affected_party=None,
            why=answer.why,
            recommendation=answer.recommendation,
            suggested_wording=answer.suggested_wording,
            evidence=evidence,
        )
        return RiskFound(risk, answer.burdens, answer.favours)

    def _obligation(self, answer: wire.WireObligation) -> Obligation | None:
        evidence = self._quoted(answer.quote)
        if not evidence:
            return None
        deadline = iso_day(answer.deadline)
        return Obligation(
            party=answer.party,
            duty=answer.duty,
            deadline=deadline if deadline in _days(evidence) else None,
            recurrence=answer.recurrence,
            trigger=answer.trigger,
            evidence=evidence,
        )

    def _amount(self, answer: wire.WireAmount) -> MonetaryTerm | None:
        evidence = self._quoted(answer.quote)
        amount = Decimal(answer.amount)
        if not evidence:
            return None
        if not any(
            amount == printed.amount for quoted in evidence for printed in sums(one_line(quoted.quote))
        ):
            self._grounding.reject()
            return None
        return MonetaryTerm(amount=amount, currency=answer.currency, what=answer.what, evidence=evidence)


def _days(evidence: list[Evidence]) -> set[date]:
    return {
        mention.day for quoted in evidence for mention in date_mentions(one_line(quoted.quote)) if mention.day
    }


def _shown(answer: wire.WireLength | None, evidence: list[Evidence]) -> Duration | None:
    """The length, if the quoted words say it; `two (2) years` and `24 months` are not mixed up."""
    if answer is None:
        return None
    for quoted in evidence:
        text = one_line(quoted.quote)
        by_habit = habitual(text)
        for length in [*durations(text), *([by_habit] if by_habit else [])]:
            if (length.count, length.unit) == (answer.count, answer.unit):
                return Duration(length.count, length.unit)
    return None
