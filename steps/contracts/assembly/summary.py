"""The executive summary: a few sentences made of the result's own facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from steps.contracts.models import ContractResult, Dates

DISCLAIMER = (
    "This is an automatic reading of the text, not legal advice. It may miss clauses or misread them; "
    "have a lawyer check what matters before you sign or rely on it."
)


def executive_summary(result: ContractResult, theirs: int) -> str:
    """In plain English, the same result in the same words. `theirs`: risks of the other side that were left out."""
    law, missing = result.governing_law, [_plain(one.category) for one in result.missing_clauses]
    present = sum(clause.status == "present" for clause in result.clauses)
    unknown = sum(clause.status == "not_assessed" for clause in result.clauses)
    sentences = [
        _what(result),
        _when(result.dates),
        f"It is governed by the law of {law}." if law else "Which law governs it could not be told.",
        _risks(result, theirs),
        f"Not found, though most contracts have it: {_listed(missing)}." if missing else "",
        f"Open points in the text: {len(result.blanks_or_missing_exhibits)}."
        if result.blanks_or_missing_exhibits
        else "",
        f"Of {len(result.clauses)} categories {present} were found and {unknown} could not be judged.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _what(result: ContractResult) -> str:
    title = " ".join((result.document_name or "This contract").split())
    if title.isupper():
        title = " ".join(
            word if word in ("AND", "OF", "THE", "TO", "FOR") else word.capitalize() for word in title.split()
        )
        title = re.sub(r"\b(?:AND|OF|THE|TO|FOR)\b", lambda word: word.group().lower(), title)
    names = [party.name for party in result.parties]
    between = f" between {_listed(names)}" if len(names) > 1 else ""
    kind = (
        f" ({result.contract_type})" if result.contract_type not in ("other", *title.lower().split()) else ""
    )
    return f"{title}{between}{kind}."


def _when(dates: Dates) -> str:
    parts = []
    if dates.agreement:
        parts.append(f"dated {dates.agreement}")
    if dates.effective and dates.effective != dates.agreement:
        parts.append(f"in force from {dates.effective}")
    if dates.expiration == "perpetual":
        parts.append("without an end until it is terminated")
    elif dates.expiration:
        parts.append(f"running to {dates.expiration}")
    if dates.renewal_term:
        notice = f", {dates.notice_period_days} days' notice to stop it" if dates.notice_period_days else ""
        parts.append(
            f"renewing by {dates.renewal_term}{notice}"
            if dates.renewal_term != "perpetual"
            else f"then going on until notice{notice}"
        )
    return f"It is {'; '.join(parts)}." if parts else "No date could be told."


def _risks(result: ContractResult, theirs: int) -> str:
    side = f" for {result.our_side}" if result.our_side else ""
    if not result.risks:
        return f"No risk{side} was found by what was looked for."
    gravest = _listed(list(dict.fromkeys(_plain(risk.category) for risk in result.risks))[:3])
    left_out = f" {theirs} more burden the other side only." if theirs else ""
    overall = result.overall_risk
    return (
        f"The overall risk{side} is {overall.level} ({overall.score} of 100), above all for "
        f"{gravest}.{left_out}"
    )


def _plain(category: str) -> str:
    return " ".join(word if word.isupper() else word.lower() for word in category.replace("_", " ").split())


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
