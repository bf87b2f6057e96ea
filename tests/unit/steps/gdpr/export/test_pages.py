"""The same page as text, HTML and Markdown; nothing in it can break out."""

from __future__ import annotations

from html.parser import HTMLParser

from steps.gdpr.export.pages import Section, as_html, as_markdown, as_text

NASTY = "<script>alert('x')</script> & | `a` *b* [c](d)"
SECTIONS = [Section("First & last", ("One " * 60,), ("A", "B"), ((NASTY, "2"), ("3", ""))), Section("Empty")]


def test_html_is_well_formed_and_escaped() -> None:
    opened: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            assert tag != "script"
            if tag != "meta":
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    page = as_html("Title", SECTIONS)
    Parser().feed(page)
    assert not opened
    assert page.count("<td>") == 4


def test_markdown_keeps_its_table() -> None:
    lines = as_markdown("Title", SECTIONS).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert rows[1] == "|---|---|"
    assert all(row.replace("\\|", "").count("|") == 3 for row in rows)
    assert "\\<script\\>" in rows[2]


def test_text_is_wrapped_and_leaves_out_empty_cells() -> None:
    text = as_text("Title", SECTIONS)
    assert max(map(len, text.splitlines())) <= 100
    assert "1. First & last\n---------------" in text
    assert "* A: 3\n\n" in text
