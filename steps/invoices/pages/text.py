"""The text of an invoice as rules and models read it: page after page, each under its mark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from steps.core.documents.read import DocumentText


def document_of(pages: Sequence[str]) -> DocumentText:
    """All pages in one text, with the offset at which each begins."""
    marked = [f"[page {number} of {len(pages)}]\n{page}\n" for number, page in enumerate(pages, 1)]
    starts = accumulate((len(page) for page in marked[:-1]), initial=0)
    return DocumentText("".join(marked), "application/pdf", tuple(starts))
