"""Word documents as a reader sees them: struck-out words, headers and footers, automatic numbers."""

from __future__ import annotations

import io
import zipfile

import pytest

from steps.core.documents.word.docx import docx_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="urn:r"'
RELATIONS = "word/_rels/document.xml.rels"
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Article %1"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""  # noqa: E501  a line per element


def text_of(body: str, **parts: str) -> str:
    """The text of a package; parts of word/ by name, `rels` are those of the body."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            package.writestr(RELATIONS if name == "rels" else f"word/{name}.xml", content)
    return docx_text(packed.getvalue(), 10_000)


def said(words: str, looks: str = "", paragraph: str = "") -> str:
    return f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{looks}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def numbered(words: str, number: int, level: int = 0, looks: str = "") -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return said(words, looks, place)


@pytest.mark.parametrize(
    ("looks", "seen"),
    [
        ("<w:strike/>", False),
        ("<w:dstrike/>", False),
        ('<w:strike w:val="true"/>', False),
        ("<w:vanish/>", False),
        ('<w:strike w:val="0"/>', True),
        ('<w:strike w:val="false"/><w:b/>', True),
        ('<w:rStyle w:val="Deleted"/>', False),
        ('<w:rStyle w:val="Deleted"/><w:strike w:val="0"/>', True),
        ('<w:rStyle w:val="OldDeleted"/>', False),
        ("<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>", True),
    ],
)
def test_struck_out_and_hidden_words(looks: str, seen: bool) -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="Deleted"><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:styleId="OldDeleted"><w:basedOn w:val="Deleted"/></w:style></w:styles>'
    )
    text = text_of(said("agreed") + said("9000", looks), styles=styles)
    assert ("9000" in text) == seen
    assert text.startswith("agreed")


def test_a_paragraph_whose_style_strikes_out() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style></w:styles>'
    body = said("old", paragraph='<w:pStyle w:val="Gone"/>') + said("new")
    assert text_of(body, styles=styles).split() == ["new"]


def test_numbers_as_word_counts_them() -> None:
    body = (
        numbered("Term", 1) + numbered("Length", 1, 1) + numbered("End", 1, 1) + numbered("death", 1, 2)
        + numbered("Fees", 1) + numbered("Monthly", 1, 1) + numbered("a point", 2) + numbered("Law", 3)
        + said("plain") + numbered("Again", 4) + numbered("More", 4)
    )  # fmt: skip
    lines = [line for line in text_of(body, numbering=NUMBERING).split("\n") if line]
    assert lines == [
        "1. Term", "1.1 Length", "1.2 End", "(c) death", "2. Fees", "2.1 Monthly", "a point", "Article IV Law", "plain",
        "1. Again", "2. More",
    ]  # fmt: skip


def test_a_struck_out_paragraph_keeps_its_number_to_itself() -> None:
    body = numbered("Term", 1) + numbered("Exclusivity", 1, looks="<w:strike/>") + numbered("Law", 1)
    assert text_of(body, numbering=NUMBERING).split("\n\n") == ["1. Term", "", "3. Law"]


def test_a_deleted_paragraph_takes_no_number() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>Old</w:delText></w:r></w:del></w:p>"
    )
    body = numbered("Term", 1) + gone + numbered("Law", 1)
    assert [line for line in text_of(body, numbering=NUMBERING).split("\n") if line] == ["1. Term", "2. Law"]


def test_a_style_numbers_its_paragraphs() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="Heading1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        "</w:styles>"
    )
    body = said("Term", paragraph='<w:pStyle w:val="Heading1"/>') + said(
        "Law", paragraph='<w:pStyle w:val="Heading1"/>'
    )
    assert text_of(body, styles=styles, numbering=NUMBERING).split("\n\n") == ["1. Term", "2. Law"]


def test_headers_and_footers_that_pages_show() -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="a"/><w:headerReference w:type="first" r:id="b"/>'
        '<w:headerReference w:type="even" r:id="c"/><w:footerReference w:type="default" r:id="d"/>{}</w:sectPr>'
    )
    rels = (
        "<Relationships>"
        + "".join(
            f'<Relationship Id="{id}" Target="{target}.xml"/>'
            for id, target in (("a", "header1"), ("b", "header2"), ("c", "header3"), ("d", "footer1"))
        )
        + "</Relationships>"
    )
    edges = {
        "header1": f"<w:hdr {W}>{said('Every page')}</w:hdr>", "header2": f"<w:hdr {W}>{said('First page')}</w:hdr>",
        "header3": f"<w:hdr {W}>{said('Even pages')}</w:hdr>", "rels": rels,
        "footer1": f"<w:ftr {W}>{said('Governed by Ohio law')}</w:ftr>",
    }  # fmt: skip
    plain = text_of(said("Body") + section.format(""), **edges)
    assert plain.split("\n\n") == ["Every page", "Body", "Governed by Ohio law"]
    first = text_of(said("Body") + section.format("<w:titlePg/>"), **edges)
    assert first.split("\n\n") == ["Every page", "First page", "Body", "Governed by Ohio law"]
    even = text_of(
        said("Body") + section.format("") * 2,
        settings=f"<w:settings {W}><w:evenAndOddHeaders/></w:settings>",
        **edges,
    )
    assert even.split("\n\n") == ["Every page", "Even pages", "Body", "Governed by Ohio law"]


def test_strange_numberings_do_no_harm() -> None:
    strange = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="x"><w:start w:val="999999999999"/>'
        '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1%9 "/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    body = numbered("one", 1) + numbered("two", 2) + numbered("three", 9)
    assert text_of(body, numbering=strange).split("\n\n") == ["I1  one", "two", "three"]
