"""An invoice's PDF: its pages as laid-out text, and the files embedded in it."""

from __future__ import annotations

import ctypes
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from steps.core.documents.pdf import opened
from steps.core.errors import PermanentError
from steps.invoices.pages.layout import Glyph, page_text

MAX_PAGES = 100
MAX_GLYPHS = 400_000  # on all pages; 100 full pages have about 300,000
SMALLEST = 1.5  # points; text that is lower can be read by machines alone
_LINE_END_HYPHEN = 2  # how pdfium marks a hyphen at the end of a line
MAX_CHARS = 3_000_000  # of all pages set out as text, spaces between columns included
MAX_ATTACHMENTS = 100
MAX_ATTACHMENT = 20_000_000  # bytes
_STREAM = re.compile(rb"\bobj\s*(<<.{0,600}?>>)\s*stream\r?\n", re.DOTALL)
_EMBEDDED = re.compile(rb"/EmbeddedFile\b|/Subtype\s*/(?:text|application)#2[Ff]xml\b")
_END = b"%%EOF"

A = TypeVar("A")


@dataclass(frozen=True)
class Attachment:
    name: str
    data: bytes


@dataclass(frozen=True)
class Pdf(Generic[A]):
    """`pages`: the text of each, empty for one without. `attachments`: as they are, or what was found in them.
    `unseen`: characters too small or beyond the page's edge, which are left out. `complete`: whether the file's end
    is there."""

    pages: list[str]
    attachments: list[A]
    has_pictures: bool
    unseen: int
    complete: bool


def read_pdf(data: bytes) -> Pdf[Attachment]:
    """Errors: PermanentError `encrypted_document`, `damaged_document`, `empty_document`, `document_too_big`."""
    with opened(data) as pdf:
        if len(pdf) > MAX_PAGES:
            raise PermanentError("document_too_big", f"the PDF has more than {MAX_PAGES} pages")
        pages, unseen, has_pictures, left, room = [], 0, False, MAX_GLYPHS, MAX_CHARS
        for number in range(len(pdf)):
            page = pdf[number]
            seen, out = _visible(page)
            left -= len(seen) + out
            if left < 0:
                raise PermanentError("document_too_big", f"the PDF has more than {MAX_GLYPHS:,} characters")
            pages.append(page_text(seen))
            room -= len(pages[-1])
            if room < 0:
                raise PermanentError("document_too_big", "the pages of the PDF are too wide for their text")
            unseen += out
            has_pictures = has_pictures or (not seen and _shows_picture(page))
            page.close()
        return Pdf(pages, list(_attachments(pdf, data)), has_pictures, unseen, _END in data[-2048:])


def _attachments(pdf: Any, data: bytes) -> Iterator[Attachment]:
    if pdf.count_attachments() > MAX_ATTACHMENTS:
        raise PermanentError("document_too_big", f"the PDF carries more than {MAX_ATTACHMENTS} files")
    if pdf.count_attachments() == 0:
        yield from _unlisted(data)
    for number in range(pdf.count_attachments()):
        attachment = pdf.get_attachment(number)
        yield Attachment(attachment.get_name(), bytes(attachment.get_data()))


def _unlisted(data: bytes) -> Iterator[Attachment]:
    """Embedded files that the list of the document's files does not name, so that pdfium does not find them: they are
    plain objects of the file, packed or not, under no name."""
    streams = (match for match in _STREAM.finditer(data) if _EMBEDDED.search(match[1]))
    for match in islice(streams, MAX_ATTACHMENTS):
        packed = data[match.end() : data.find(b"endstream", match.end())]
        if b"/FlateDecode" not in match[1]:
            yield Attachment("", packed)
            continue
        try:
            yield Attachment("", zlib.decompressobj().decompress(packed, MAX_ATTACHMENT))
        except zlib.error:
            continue


def _shows_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))


def _visible(page: Any) -> tuple[list[Glyph], int]:
    """The glyphs that a person can read, upright, and how many others there are. Text set at an angle to most of
    the page (notes along its edge) is left out without being counted."""
    turned = Counter[int]()
    by_turn: dict[int, list[tuple[Glyph, bool]]] = {}
    for turn, glyph, inside in _glyphs(page):
        turned[turn] += 1
        by_turn.setdefault(turn, []).append((glyph, inside))
    if not turned:
        return [], 0
    upright = by_turn[turned.most_common(1)[0][0]]
    seen = [glyph for glyph, inside in upright if inside and glyph.height >= SMALLEST]
    return seen, len(upright) - len(seen)


def _glyphs(page: Any) -> Iterator[tuple[int, Glyph, bool]]:
    """Each printed character: the quarter turns it is set at, its place as if upright, whether it is on the page."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = page.get_cropbox()
    layer = page.get_textpage()
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    for index in range(layer.count_chars()):
        code = pdfium.FPDFText_GetUnicode(layer, index)
        text = "-" if code == _LINE_END_HYPHEN else chr(code)
        if pdfium.FPDFText_IsGenerated(layer, index) or not _has_place(text):
            continue
        pdfium.FPDFText_GetCharOrigin(layer, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(layer, index, box)
        turn = round(pdfium.FPDFText_GetCharAngle(layer, index) / (math.pi / 2)) % 4
        place = (box.left, box.bottom, box.right, box.top, x.value, y.value)
        middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        inside = left <= middle[0] <= right and bottom <= middle[1] <= top
        yield turn, _upright(text, turn, place), inside
    layer.close()


def _has_place(text: str) -> bool:
    """A space, or a character; not half of a surrogate pair, or a picture from a font's private area."""
    return text in " \u00a0" or (text.isprintable() and not "\ue000" <= text <= "\uf8ff")


def _upright(text: str, turn: int, place: tuple[float, float, float, float, float, float]) -> Glyph:
    left, bottom, right, top, x, y = place
    if turn == 1:  # from the top to the bottom: pdfium counts clockwise
        return Glyph(text, -top, -bottom, -x, right - left)
    if turn == 2:
        return Glyph(text, -right, -left, y, top - bottom)
    if turn == 3:
        return Glyph(text, bottom, top, x, right - left)
    return Glyph(text, left, right, -y, top - bottom)
