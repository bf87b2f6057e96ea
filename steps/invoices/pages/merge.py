"""Several windows of one long invoice, each read alone, become one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steps.invoices.wire import Doubtful, InvoiceWire, WireDoubt

_AT_THE_HEAD = ("invoice_number", "issue_date", "currency", "purchase_order", "service_start", "service_end")
_LISTS = ("lines", "allowances", "charges")


def merged(answers: Sequence[InvoiceWire]) -> InvoiceWire:
    """Heads from the first window that has them, sums from the last, lines from all. A doubt counts where its value
    comes from."""
    if len(answers) == 1:
        return answers[0]
    last = next((answer for answer in reversed(answers) if answer.totals.gross), answers[-1])
    sources: dict[str, InvoiceWire] = {"document_type": answers[0], "totals": last, "tax_breakdown": last}
    values: dict[str, Any] = {"payment": last.payment, "due_date": _first(answers, "due_date")[1]}
    for name in _AT_THE_HEAD:
        sources[name], values[name] = _first(answers, name)
    for name in ("supplier", "customer"):
        sources[name] = next((answer for answer in answers if getattr(answer, name).name), answers[0])
    for name in _LISTS:
        values[name] = [entry for answer in answers for entry in getattr(answer, name)]
    for name, source in sources.items():
        values[name] = getattr(source, name)
    doubts = [doubt for name, source in sources.items() for doubt in source.doubts if doubt.field == name]
    doubts += _doubts_about(answers, "lines") + _doubts_about(answers, "language")
    return InvoiceWire(**values, doubts=doubts)


def _first(answers: Sequence[InvoiceWire], name: str) -> tuple[InvoiceWire, Any]:
    source = next((answer for answer in answers if getattr(answer, name) is not None), answers[0])
    return source, getattr(source, name)


def _doubts_about(answers: Sequence[InvoiceWire], name: Doubtful) -> list[WireDoubt]:
    return [doubt for answer in answers for doubt in answer.doubts if doubt.field == name][:1]
