"""The result as Markdown for people: what it is, what to worry about, what to do, then what stands where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from steps.contracts.categories import Category
from steps.contracts.models import Clause, ContractResult, Risk
from steps.core.models import Evidence

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_QUOTE = 320  # characters of a quote shown here; the result has all of it
_AT_A_GLANCE = ("Document Name", "Parties", "Agreement Date", "Effective Date")
_MOST = 15  # rows of a table; the result has all of them


def report(result: ContractResult, *, engine: str, quality_note: str | None, warnings: Sequence[str]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        f"# {plain(result.document_name or 'Contract without a title')}",
        f"> Read by {plain(engine)}." + (f"\n> {plain(quality_note)}" if quality_note else ""),
        f"**{plain(result.executive_summary)}**",
        _glance(result),
        _risks(result),
        _list(
            "Missing",
            [f"**{_named(one.category)}**: {plain(one.why_it_matters)}" for one in result.missing_clauses],
        ),
        _obligations(result),
        _clauses(result.clauses),
        _amounts(result),
        _list("Open points", [plain(one.what) for one in result.blanks_or_missing_exhibits]),
        _terms(result),
        _not_assessed(result.clauses),
        _list("Warnings", [plain(warning) for warning in warnings]),
        f"*{plain(result.disclaimer)}*",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Text of the contract on one line, with nothing in it that Markdown would take for a mark."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _glance(result: ContractResult) -> str:
    dates = result.dates
    parties = "; ".join(
        plain(party.name) + (f" ({plain(party.defined_as)})" if party.defined_as else "")
        for party in result.parties
    )
    rows = [
        ("Parties", parties),
        ("Our side", plain(result.our_side or "not given")),
        ("Dated", str(dates.agreement or "not found")),
        ("In force from", str(dates.effective or "not found")),
        ("Runs to", str(dates.expiration or "not found")),
        ("Renewal", dates.renewal_term or "none found"),
        (
            "Notice to stop it",
            f"{dates.notice_period_days} days" if dates.notice_period_days else "none found",
        ),
        ("Governing law", plain(result.governing_law or "not found")),
        ("Overall risk", f"{result.overall_risk.level} ({result.overall_risk.score} of 100)"),
    ]
    return _table(("At a glance", ""), [(name, value or "none found") for name, value in rows])


def _risks(result: ContractResult) -> str:
    return "\n\n".join(["## Risks", *map(_risk, result.risks)]) if result.risks else ""


def _risk(risk: Risk) -> str:
    lines = [
        f"### {risk.id} · {risk.severity} · {_named(risk.category)}",
        plain(risk.why) + (f" Affected: {plain(risk.affected_party)}." if risk.affected_party else ""),
        f"**Ask for:** {plain(risk.recommendation)}",
    ]
    if risk.suggested_wording:
        lines.append(f"**Wording:** {plain(risk.suggested_wording)}")
    lines += [_quote(evidence) for evidence in risk.evidence[:2]]
    return "\n\n".join(lines)


def _quote(evidence: Evidence) -> str:
    where = f"page {evidence.page}" if evidence.page else f"character {evidence.start:,}"
    return f"> {plain(_cut(evidence.quote))} ({where})"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTE else text[:_QUOTE].rsplit(" ", 1)[0] + " …"


def _obligations(result: ContractResult) -> str:
    rows = [
        (
            plain(one.party),
            plain(_cut(one.duty)),
            plain(
                ", ".join(str(when) for when in (one.deadline, one.recurrence, one.trigger) if when) or "–"
            ),
        )
        for one in result.obligations[:_MOST]
    ]
    return _section("Obligations", ("who", "must", "when"), rows, len(result.obligations))


def _clauses(clauses: Sequence[Clause]) -> str:
    rows = [
        (
            _named(clause.category),
            plain(clause.answer or "–"),
            plain(clause.section or "–"),
            plain(clause.summary or _cut(clause.evidence[0].quote)),
        )
        for clause in clauses
        if clause.status == "present" and clause.category not in _AT_A_GLANCE
    ]
    absent = ", ".join(_named(clause.category) for clause in clauses if clause.status == "absent")
    table = _section("Clauses", ("category", "answer", "section", "text"), rows, len(rows))
    return f"{table}\n\n**Not in the contract:** {absent}." if absent else table


def _amounts(result: ContractResult) -> str:
    rows = [
        (f"{_grouped(one.amount)} {one.currency}", plain(_cut(one.what)))
        for one in result.monetary_terms[:_MOST]
    ]
    return _section("Money", ("amount", "what"), rows, len(result.monetary_terms))


def _grouped(amount: Decimal) -> str:
    return f"{amount:,f}"


def _terms(result: ContractResult) -> str:
    terms = ", ".join(plain(one.term) for one in result.defined_terms)
    return f"## Defined terms\n\n{terms}" if terms else ""


def _not_assessed(clauses: Sequence[Clause]) -> str:
    names = ", ".join(_named(clause.category) for clause in clauses if clause.status == "not_assessed")
    return f"## Not assessed\n\nThis engine cannot tell whether the contract has: {names}." if names else ""


def _named(category: Category | str) -> str:
    name = category.replace("_", " ")
    return plain(name[:1].upper() + name[1:])


def _section(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], total: int) -> str:
    if not rows:
        return ""
    more = f"\n\n{total - len(rows)} more are in the result." if total > len(rows) else ""
    return f"## {title}\n\n{_table(heads, rows)}{more}"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {line}" for line in lines)]) if lines else ""
