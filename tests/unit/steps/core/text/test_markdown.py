"""Markdown in which foreign text stays text, and what is empty leaves no title."""

from __future__ import annotations

import pytest

from steps.core.text.markdown import bullets, code, document, escape, note, section, table


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b <script>\n*x* [l](u) `c` # _d_", r"a\|b \<script\> \*x\* \[l\](u) \`c\` \# \_d\_"),
        ("~~gone~~ a \\ b", r"\~\~gone\~\~ a \\ b"),
        ("  two\n\n lines\t", "two lines"),
    ],
)
def test_foreign_text_stays_text(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_code_holds_no_mark_that_ends_it() -> None:
    assert code(" a`b\nc") == "`a'b c`"


def test_a_table_sets_numbers_to_the_right() -> None:
    assert table(("what", "count:", ""), [("a", 1, ""), ("b", "2", "x")]) == (
        "| what | count |  |\n|---|---:|---|\n| a | 1 |  |\n| b | 2 | x |"
    )


def test_what_is_empty_leaves_nothing() -> None:
    parts = [section("Table", table(("a",), [])), section("List", bullets([])), note(None, ""), "text"]
    assert document(parts) == "text\n"


def test_a_document_with_its_parts() -> None:
    parts = ["# Title", note("Read by *x*.", None, "Read\nwell."), section("Points", bullets(["a", "**b**"]))]
    assert document(parts) == "# Title\n\n> Read by \\*x\\*.\n> Read well.\n\n## Points\n\n- a\n- **b**\n"
