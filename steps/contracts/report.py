"""The result as Markdown for people: what it is, what to worry about, what to do, then what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from steps.contracts.categories import Category
from steps.contracts.models import Clause, ContractResult, Risk
from steps.core.models import Evidence
from steps.core.text.markdown import bullets, document, escape, note, section, table

_QUOTE = 320  # characters of a quote shown here; the result has all of it
_AT_A_GLANCE = ("Document Name", "Parties", "Agreement Date", "Effective Date")
_MOST = 15  # rows of a table; the result has all of them


def report(result: ContractResult, *, engine: str, quality_note: str | None, warnings: Sequence[str]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        f"# {escape(result.document_name or 'Contract without a title')}",
        note(f"Read by {engine}.", quality_note),
        f"**{escape(result.executive_summary)}**",
        _glance(result),
        section("Check first", bullets(map(escape, result.review_reasons))),
        _risks(result),
        section(
            "Missing",
            bullets(
                f"**{_named(one.category)}**: {escape(one.why_it_matters)}" for one in result.missing_clauses
            ),
        ),
        _obligations(result),
        _clauses(result.clauses),
        _amounts(result),
        section("Open points", bullets(escape(one.what) for one in result.blanks_or_missing_exhibits)),
        _terms(result),
        _not_assessed(result.clauses),
        section("Warnings", bullets(map(escape, warnings))),
        f"*{escape(result.disclaimer)}*",
    ]
    return document(parts)


def _glance(result: ContractResult) -> str:
    dates = result.dates
    parties = "; ".join(
        escape(party.name) + (f" ({escape(party.defined_as)})" if party.defined_as else "")
        for party in result.parties
    )
    rows = [
        ("Parties", parties),
        ("Our side", escape(result.our_side or "not given")),
        ("Dated", str(dates.agreement or "not found")),
        ("In force from", str(dates.effective or "not found")),
        ("Runs to", str(dates.expiration or "not found")),
        ("Renewal", dates.renewal_term or "none found"),
        (
            "Notice to stop it",
            f"{dates.notice_period_days} days" if dates.notice_period_days else "none found",
        ),
        ("Governing law", escape(result.governing_law or "not found")),
        ("Overall risk", f"{result.overall_risk.level} ({result.overall_risk.score} of 100)"),
    ]
    return table(("At a glance", ""), [(name, value or "none found") for name, value in rows])


def _risks(result: ContractResult) -> str:
    return section("Risks", "\n\n".join(map(_risk, result.risks)))


def _risk(risk: Risk) -> str:
    lines = [
        f"### {risk.id} · {risk.severity} · {_named(risk.category)}",
        escape(risk.why) + (f" Affected: {escape(risk.affected_party)}." if risk.affected_party else ""),
        f"**Ask for:** {escape(risk.recommendation)}",
    ]
    if risk.suggested_wording:
        lines.append(f"**Wording:** {escape(risk.suggested_wording)}")
    lines += [_quote(evidence) for evidence in risk.evidence[:2]]
    return "\n\n".join(lines)


def _quote(evidence: Evidence) -> str:
    where = f"page {evidence.page}" if evidence.page else f"character {evidence.start:,}"
    return f"> {escape(_cut(evidence.quote))} ({where})"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTE else text[:_QUOTE].rsplit(" ", 1)[0] + " …"


def _obligations(result: ContractResult) -> str:
    rows = [
        (
            escape(one.party),
            escape(_cut(one.duty)),
            escape(
                ", ".join(str(when) for when in (one.deadline, one.recurrence, one.trigger) if when) or "–"
            ),
        )
        for one in result.obligations[:_MOST]
    ]
    return _rows("Obligations", ("who", "must", "when"), rows, len(result.obligations))


def _clauses(clauses: Sequence[Clause]) -> str:
    rows = [
        (
            _named(clause.category),
            escape(clause.answer or "–"),
            escape(clause.section or "–"),
            escape(clause.summary or _cut(clause.evidence[0].quote)),
        )
        for clause in clauses
        if clause.status == "present" and clause.category not in _AT_A_GLANCE
    ]
    absent = ", ".join(_named(clause.category) for clause in clauses if clause.status == "absent")
    present = _rows("Clauses", ("category", "answer", "section", "text"), rows, len(rows))
    return f"{present}\n\n**Not in the contract:** {absent}." if absent else present


def _amounts(result: ContractResult) -> str:
    rows = [
        (f"{_grouped(one.amount)} {one.currency}", escape(_cut(one.what)))
        for one in result.monetary_terms[:_MOST]
    ]
    return _rows("Money", ("amount", "what"), rows, len(result.monetary_terms))


def _grouped(amount: Decimal) -> str:
    return f"{amount:,f}"


def _terms(result: ContractResult) -> str:
    terms = ", ".join(escape(one.term) for one in result.defined_terms)
    return section("Defined terms", terms)


def _not_assessed(clauses: Sequence[Clause]) -> str:
    names = ", ".join(_named(clause.category) for clause in clauses if clause.status == "not_assessed")
    return section(
        "Not assessed", f"This engine cannot tell whether the contract has: {names}." if names else ""
    )


def _named(category: Category | str) -> str:
    name = category.replace("_", " ")
    return escape(name[:1].upper() + name[1:])


def _rows(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], total: int) -> str:
    more = f"\n\n{total - len(rows)} more are in the result." if total > len(rows) else ""
    return section(title, f"{table(heads, rows)}{more}" if rows else "")
