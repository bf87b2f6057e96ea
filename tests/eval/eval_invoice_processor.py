"""How well invoices are read: from their XML, from their text alone, and how surely broken ones are noticed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from steps import process_invoice_processor
from steps.core.errors import PermanentError
from steps.invoices.models import InvoiceResult
from steps.invoices.rules.engine import answer as rules
from steps.invoices.xml.embedded import Embedded
from steps.process_invoice_processor import Input, Output
from tests.eval.attempt import attempt
from tests.eval.table import DATA, Row, held_back

JOB = "invoice-processor"
INVOICES = DATA / "invoices"
PAPERS = Path(__file__).parent / "labels" / "papers.json"
SURE = 0.8  # from this confidence on, a value is stated, not guessed
HEADS = ("gross_total", "invoice_number", "issue_date", "currency", "seller_name")
log = logging.getLogger(__name__)


def run(path: Path, context: Any) -> Output | PermanentError:
    try:
        return process_invoice_processor.run(Input(document=context.storage.put_input(path)), context)
    except PermanentError as error:
        return error


def read(result: InvoiceResult) -> dict[str, Any]:
    """The result under the names of the truth."""
    totals = result.totals
    return {
        "invoice_number": result.invoice_number, "currency": result.currency, "seller_name": result.supplier.name,
        "issue_date": result.issue_date and result.issue_date.isoformat(), "net_total": _text(totals.net),
        "tax_total": _text(totals.tax), "gross_total": _text(totals.gross), "due_total": _text(totals.due),
        "line_count": len(result.lines),
    }  # fmt: skip


def _text(amount: object) -> str | None:
    return None if amount is None else str(amount)


def page_disagreement_noticed(output: Output) -> bool:
    return any(check.code.startswith("page-") and check.severity == "error" for check in output.checks)


def measure() -> Iterable[Row]:
    truth: dict[str, dict[str, Any]] = json.loads((INVOICES / "truth.json").read_text(encoding="utf-8"))
    with attempt(JOB) as context:
        outputs = {name: run(INVOICES / name, context) for name in truth}
        yield from _from_xml(truth, outputs)
        yield from _from_text(truth, outputs, "text layer: ", 0.90)
        yield from _noticed(truth, outputs)
        yield from _papers()
        with patch.object(process_invoice_processor, "embedded_invoice", lambda _: Embedded(None, [])):
            blind = {name: run(INVOICES / name, context) for name in truth if name.endswith(".pdf")}
        printed = {
            name: _as_printed(truth[name]) for name in blind if not isinstance(blind[name], PermanentError)
        }
        yield from _from_text(printed, blind, "text layer, XML ignored: ", 0.90, every=True)


def _papers() -> Iterator[Row]:
    """Reminders, orders, quotations, delivery notes and statements of our own, and invoices that cite them."""
    papers = json.loads(PAPERS.read_text(encoding="utf-8"))
    right = [rules(paper["text"]).document_type == paper["type"] for paper in papers]
    yield Row(
        JOB, "kinds that are no invoice, and that are: typed right", sum(right) / len(right), 0.95, len(right)
    )


def _from_xml(truth: dict[str, dict[str, Any]], outputs: dict[str, Any]) -> Iterator[Row]:
    right = fields = closed = files = alarmed = differing = falsely = 0
    for name, true in truth.items():
        output = outputs[name]
        if isinstance(output, PermanentError) or output.result.extraction_method != "embedded_xml":
            continue
        got = read(output.result)
        for key, value in got.items():
            fields += 1
            right += value == true[key]
            if value != true[key]:
                log.warning("%s: %s is %s, not %s", name, key, value, true[key])
        if true["expect"] == "ok":
            files += 1
            closed += output.result.validation.arithmetic_ok
        if true.get("page_disagrees_with_xml"):
            differing += 1
            alarmed += page_disagreement_noticed(output)
        elif true["expect"] == "ok":
            falsely += output.result.needs_review
    yield Row(JOB, "embedded XML: fields of truth", right / fields, 1.0, fields)
    yield Row(JOB, "embedded XML: sums closed", closed / files, 1.0, files)
    yield Row(JOB, "page differs from XML: noticed", alarmed / differing, 1.0, differing)
    yield Row(JOB, "sound invoices sent to review", falsely / files, 0.1, files, lower_is_better=True)


def _from_text(
    truth: dict[str, dict[str, Any]],
    outputs: dict[str, Any],
    label: str,
    floor: float,
    *,
    every: bool = False,
) -> Iterator[Row]:
    names = [
        name for name in truth
        if not isinstance(outputs[name], PermanentError)
        and outputs[name].result.extraction_method == "text_layer"
        and (every or truth[name]["expect"] == "ok")
    ]  # fmt: skip
    for key in HEADS:
        right = 0
        for name in names:
            got = read(outputs[name].result)[key]
            right += got == truth[name][key]
            if got != truth[name][key]:
                log.warning("%s: %s is %s, not %s", name, key, got, truth[name][key])
        yield Row(JOB, label + key.replace("_", " "), right / len(names), floor, len(names))
    unseen = held_back(outputs)
    for which, chosen in (("", names), (", held back", [name for name in names if name in unseen])):
        verdicts = [_verdict(outputs[name].result, truth[name], key) for name in chosen for key in HEADS]
        count = len(verdicts)
        flagged = sum(verdict != "wrong" for verdict in verdicts) / count
        yield Row(JOB, f"{label}right or flagged{which}", flagged, 0.97, count)
        yield Row(JOB, f"{label}wrong with confidence{which}", 1 - flagged, 0.01, count, lower_is_better=True)


def _verdict(result: InvoiceResult, true: dict[str, Any], key: str) -> str:
    """Right, wrong with confidence, or flagged: null with a reason for review, or stated with less confidence.

    A credit note is stated without the minus that some write before its sums.
    """
    got = read(result)[key]
    credited = result.document_type == "credit_note" and key == "gross_total"
    if got == true[key] or (credited and got == str(true[key]).removeprefix("-")):
        return "right"
    field = {"gross_total": "totals.gross", "seller_name": "supplier.name"}.get(key, key)
    sure = any(one.name == field and one.confidence >= SURE for one in result.fields)
    return "wrong" if sure or not result.needs_review else "flagged"


def _as_printed(true: dict[str, Any]) -> dict[str, Any]:
    """What the page says where it differs from the XML; an invoice without a currency prints one all the same."""
    return {**true, **true.get("printed", {}), "currency": true.get("currency") or "EUR"}


def _noticed(truth: dict[str, dict[str, Any]], outputs: dict[str, Any]) -> Iterator[Row]:
    broken = [name for name, true in truth.items() if true["expect"] == "broken"]
    noticed = 0
    for name in broken:
        output = outputs[name]
        seen = isinstance(output, PermanentError) or output.result.needs_review
        noticed += seen
        if not seen:
            log.warning("%s: accepted in silence", name)
    yield Row(JOB, "broken or non-conforming: refused or flagged", noticed / len(broken), 1.0, len(broken))
