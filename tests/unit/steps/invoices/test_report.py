"""The report: a person sees at once what to pay and what is wrong; nothing in it is taken for Markdown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from steps.core.models import Check
from steps.invoices.models import InvoiceResult, Line, Party, Totals, Validation
from steps.invoices.report import MOST_LINES, report


def result(**changes: object) -> InvoiceResult:
    sound = {
        "invoice_number": "A_1", "issue_date": date(2024, 5, 1), "currency": "EUR",
        "supplier": Party(name="Laden *Eins*"),
        "totals": Totals(net=Decimal(1000), gross=Decimal("1190.00")), "extraction_method": "text_layer",
        "duplicate_key": "x", "needs_review": False,
        "validation": Validation(arithmetic_ok=True, ids_ok=True, dates_ok=True),
    }  # fmt: skip
    return InvoiceResult.model_validate({**sound, **changes})


def written(shown: InvoiceResult) -> str:
    checks = [Check.of("BR-CO-15", False, "off by | one"), Check.of("iban", True, "right")]
    return report(shown, engine="rules-1", quality_note="Rules *only*", checks=checks)


def test_head_sums_and_checks() -> None:
    text = written(result())
    assert text.startswith("# Invoice A\\_1\n\nissued 2024-05-01 · read from its text by rules (rules-1)")
    assert "> Rules \\*only\\*" in text
    assert "**Nothing to look at:**" in text
    assert "| From | Laden \\*Eins\\* |" in text
    assert "| **Gross total** | 1,190.00 EUR |" in text
    assert "1 of 2 passed." in text
    assert "- ✗ BR-CO-15: off by \\| one" in text


def test_reasons_come_before_the_rest() -> None:
    text = written(result(needs_review=True, review_reasons=["the gross total is 2, but it should be 1"]))
    assert text.index("## Look at this first") < text.index("| From |")
    assert "- the gross total is 2, but it should be 1" in text


def test_long_invoices_are_cut_with_a_word() -> None:
    lines = [Line(n=n + 1, description=f"line {n}", line_total=Decimal(1)) for n in range(MOST_LINES + 5)]
    text = written(result(lines=lines))
    assert "... and 5 more lines" in text
    assert f"line {MOST_LINES}" not in text


def test_the_same_result_gives_the_same_report() -> None:
    assert written(result()) == written(result())
