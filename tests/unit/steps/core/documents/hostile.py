"""Small files that take a reader's memory or time, made anew for each test."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 4 0 R>>%b>>/Contents 5 0 R>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def deflated(unit: bytes, times: int) -> bytes:
    """`unit` about so many times, packed by repeating one packed block, so that it costs no time to make."""
    block = unit * 4_096
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    sum_of_bytes, count = 1, times // 4_096
    for _ in range(count):
        sum_of_bytes = zlib.adler32(block, sum_of_bytes)
    return b"\x78\xda" + packed * count + b"\x03\x00" + sum_of_bytes.to_bytes(4, "big")


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(
        b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    )
    return out.getvalue()


def stream(packed: bytes, more: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:
    return b"<</Length %d/Filter%b%b>>\nstream\n%b\nendstream" % (len(packed), filters, more, packed)


def page(content: bytes, *further: bytes, resources: bytes = b"") -> bytes:
    """A PDF of one page with this content stream; objects from number 6 on are `further`."""
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", pages, _PAGE % resources, _FONT, content, *further)


def content_bomb() -> bytes:
    """A page whose content unpacks to 700 MB of drawing."""
    return page(stream(deflated(b"0 0 m 1 1 l S\n", 50_000_000)))


def text_bomb() -> bytes:
    """A page whose content prints 40 million letters."""
    return page(stream(deflated(b"BT /F 1 Tf (abcdefghij) Tj ET\n", 4_000_000)))


def nested_bomb() -> bytes:
    """Deflate within deflate: a few kB unpack to more than a gigabyte of letters."""
    inner = deflated(b"BT /F 1 Tf (word word) Tj ET\n", 40_000_000)
    return page(stream(zlib.compress(inner, 9), filters=b"[/FlateDecode/FlateDecode]"))


def form_tree() -> bytes:
    """Forms that draw the next form twenty times each: 20 to the power of ten."""
    forms = [
        stream(
            zlib.compress(b"/N Do\n" * 20 if number < 15 else b"BT /F 9 Tf (deep) Tj ET"),
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 4 0 R>>/XObject<</N %d 0 R>>>>"
            % min(number + 1, 15),
        )
        for number in range(6, 16)
    ]
    return page(stream(zlib.compress(b"/N Do\n" * 20)), *forms, resources=b"/XObject<</N 6 0 R>>")


def million_pages() -> bytes:
    """A tree that names the same page a million times."""
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    ten = [b"<</Type/Pages/Count %d/Kids[%b]>>" % (10**n, b"%d 0 R " % (9 - n) * 10) for n in range(6, 0, -1)]
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1000000/Kids[3 0 R]>>", *ten, leaf)


def page_loop() -> bytes:
    """Pages that are their own parents' children."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 1000000000>>",
        b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 999999999>>",
    )


def xref_loop() -> bytes:
    """A cross-reference table that names itself as the one before it."""
    whole = pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    start = whole.index(b"xref\n")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def object_stream_bomb() -> bytes:
    """The pages lie in an object stream that unpacks to 700 MB."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    packed = deflated(b"2 0 ", 175_000_000)
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        3: stream(packed, b"/Type/ObjStm/N 1/First 4"),
    }
    at = {}
    for number, body in bodies.items():
        at[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    rows = [
        (0, 0, 0),
        (1, at[1], 0),
        (2, 3, 0),
        (1, at[3], 0),
        (1, start, 0),
    ]  # 2: the object lies in stream 3
    table = b"".join(bytes([kind]) + where.to_bytes(4, "big") + bytes([index]) for kind, where, index in rows)
    reference = stream(zlib.compress(table), b"/Type/XRef/W[1 4 1]/Size 5/Root 1 0 R")
    out.write(b"4 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (reference, start))
    return out.getvalue()


def deep_array() -> bytes:
    return page(b"[" * 500_000 + b"]" * 500_000)


def image_bomb() -> bytes:
    """A picture of 60,000 by 60,000 points."""
    picture = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    drawn = stream(zlib.compress(b"/I Do"))
    return page(drawn, stream(deflated(bytes(4096), 40_960), picture), resources=b"/XObject<</I 6 0 R>>")


def attached(unit: bytes, times: int) -> bytes:
    """A PDF with an embedded file that unpacks to `unit` so many times."""
    names = b"/Names<</EmbeddedFiles<</Names[(factur-x.xml)6 0 R]>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%b>>" % names,
        pages,
        _PAGE % b"",
        _FONT,
        stream(zlib.compress(b"BT /F 9 Tf (Invoice) Tj ET")),
        b"<</Type/Filespec/F(factur-x.xml)/UF(factur-x.xml)/EF<</F 7 0 R>>>>",
        stream(deflated(unit, times), b"/Type/EmbeddedFile"),
    )


def docx_of(write: Callable[[Callable[[bytes], object]], None], name: str = "word/document.xml") -> bytes:
    """A Word package whose main part is what `write` writes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package, package.open(name, "w") as part:
        write(part.write)
    return packed.getvalue()


def docx_part(before: bytes, unit: bytes, times: int, after: bytes) -> bytes:
    def write(out: Callable[[bytes], object]) -> None:
        out(b'<w:document xmlns:w="%b"><w:body>' % W.encode() + before)
        for _ in range(times // 1_024):
            out(unit * 1_024)
        out(after + b"</w:body></w:document>")

    return docx_of(write)


def docx_letters() -> bytes:
    """90 MB of letters in one text."""
    return docx_part(b"<w:p><w:r><w:t>", b"word " * 10, 1_800_000, b"</w:t></w:r></w:p>")


def docx_paragraphs() -> bytes:
    """Ten million empty paragraphs."""
    return docx_part(b"", b"<w:p/>", 14_000_000, b"")


def docx_attribute() -> bytes:
    """An attribute of 60 MB."""
    return docx_part(b'<w:p w:a="', b"a" * 60, 1_000_000, b'"/>')


def docx_comment() -> bytes:
    return docx_part(b"<!--", b"a" * 60, 1_000_000, b"-->")


def docx_lying_size() -> bytes:
    """A part that says it is 10 bytes long and unpacks to 90 MB of letters."""
    data = bytearray(docx_letters())
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def docx_entries() -> bytes:
    """A directory of 200,000 names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", b"<a/>")
    data = packed.getvalue()
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry, count = data[at:end], 200_000
    tail = bytearray(data[end:])
    tail[8:12] = b"\xff\xff\xff\xff"
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return data[:at] + entry * count + bytes(tail)


def xml_parts(parts: int) -> bytes:
    """An invoice whose one text comes in so many parts, with elements between them: comments would not part it."""
    return b"<Invoice><ID>" + (b"1" * 80 + b"<a/>") * parts + b"</ID></Invoice>"


def spaces_before_open_declaration(size: int) -> bytes:
    """Nothing ends it, so an expression that looks for its end looks from every space."""
    return b" " * size + b"<?xml version='1.0'"


def spaces_before_declaration(size: int) -> bytes:
    return b" " * size + b"<?xml version='1.0'?><Order/>"
