"""Find the invoice's XML among the files that a PDF carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steps.core.models import Check
from steps.invoices.xml import cii, ubl
from steps.invoices.xml.attached import NAMES, Examined
from steps.invoices.xml.reader import Xml

_UBL_PARTS = frozenset({"LegalMonetaryTotal", "AccountingSupplierParty", "DocumentCurrencyCode"})


@dataclass(frozen=True)
class Embedded:
    """The XML to read, if there is one, and what was found wrong on the way to it."""

    xml: Xml | None
    checks: list[Check]


def embedded_invoice(attachments: Sequence[Examined]) -> Embedded:
    """The invoice among the attachments. More than one, or one that cannot be read, is an error to look at."""
    found: list[tuple[int, Xml]] = []
    checks: list[Check] = []
    for attachment in attachments:
        is_named = attachment.name.lower() in NAMES
        if attachment.xml is None:
            if attachment.fault and (is_named or attachment.unsafe):
                detail = f"the embedded XML cannot be read: {attachment.fault}"
                checks.append(Check.of("embedded-xml", False, detail))
        elif is_invoice(attachment.xml):
            found.append((NAMES.index(attachment.name.lower()) if is_named else len(NAMES), attachment.xml))
        elif is_named:
            checks.append(
                Check.of("embedded-xml", False, "the embedded XML has the name of an invoice but is none")
            )
    if not found:
        return Embedded(None, checks)
    best = min(found, key=lambda entry: entry[0])
    detail = (
        "one invoice is embedded"
        if len(found) == 1
        else f"{len(found)} invoices are embedded: which one counts?"
    )
    checks.append(Check.of("one-embedded-invoice", len(found) == 1, detail))
    if best[0] == len(NAMES):
        checks.append(
            Check.of(
                "embedded-name", False, "the embedded XML has another name than the standards give", "warn"
            )
        )
    return Embedded(best[1], checks)


def is_invoice(xml: Xml) -> bool:
    """Whether the root is that of a CII or UBL invoice. `Invoice` is a common name, so its parts must fit too."""
    if xml.root.name in cii.ROOTS:
        return True
    fits = {child.name for child in xml.root.children} & _UBL_PARTS
    return xml.root.name in ubl.ROOTS and (xml.namespace == ubl.ROOTS[xml.root.name] or len(fits) > 1)
