"""Pages with letters, without any, and with letters that nobody can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.samples.generators import invoice_sample
from steps.core.errors import PermanentError
from steps.invoices.intake import has_letters, read_invoice_pdf, require_text

SMALL = Path(__file__).resolve().parents[3] / "support" / "small_inputs"


def test_letters_that_nobody_can_read_are_refused() -> None:
    pdf, _ = read_invoice_pdf((SMALL / "font_without_unicode.pdf").read_bytes())
    assert any(pdf.pages)
    with pytest.raises(PermanentError, match="its fonts do not say which letters they show"):
        require_text(pdf)


def test_a_page_of_an_invoice_has_letters() -> None:
    pdf, _ = read_invoice_pdf(invoice_sample.document({}))
    assert has_letters(pdf)
    require_text(pdf)
