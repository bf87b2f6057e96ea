"""What a model is told before it reads an invoice."""

from __future__ import annotations

SCHEMA_NAME = "invoice_analysis"
MAX_OUTPUT_TOKENS = 16_000
WINDOW = 12_000  # tokens of one question: eight to ten pages

INSTRUCTIONS = """\
You read the text of one invoice and report what is printed on it, for bookkeeping. The text keeps the layout: pages
follow each other under marks such as [page 1 of 3], and columns are kept apart by runs of spaces.

A program looks every quote up in the text and throws away what it does not find. It adds up all sums itself. So:
- Report what is printed, even if it is wrong. Never compute, complete or correct a number; what is not printed is null.
- Numbers and amounts are plain decimals: 1.234,50 and 1,234.50 are both 1234.50. Keep a printed minus sign, but give
  prepaid amounts and allowances without it.
- Dates are YYYY-MM-DD. For 03/04/2020 use the order that other dates of the invoice prove; if none does, use the
  custom of its language and country and add a doubt.
- A quote is the value as printed, character by character: 1.234,50 or 05.03.2018, without its label.
- document_type: corrected_invoice for one that corrects an earlier invoice, credit_note for one that pays back,
  receipt for a till receipt. A German Gutschrift that the buyer issues for the seller is an invoice.
- invoice_number: the number of this document, not of an order, a delivery, a customer or an invoice it refers to.
- supplier: who issues and is paid; customer: who is billed, not where goods are sent. Names as printed, with legal
  form.
- totals: line_sum before allowances and charges; net without tax; tax; gross with tax; prepaid; due is left to pay.
- lines: billed lines only, no headings, notes or subtotals. unit_price is without tax unless the invoice prints prices
  with tax only. discount is an amount taken off this line.
- tax_breakdown: one entry per rate. category: S standard, Z zero rated, E exempt, AE reverse charge, K intra-community,
  G export, O not subject to tax; null when the invoice does not say.
- doubts: name each field that could be read another way, with a short reason.
"""


def instructions(our_vat_id: str | None) -> str:
    """The instructions, with our own VAT number where the sender of the event gave it."""
    known = f"The customer's VAT number is {our_vat_id}." if our_vat_id else ""
    return f"{INSTRUCTIONS}\n{known}".strip()
