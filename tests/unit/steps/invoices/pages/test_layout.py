"""Characters at places become lines and columns."""

from __future__ import annotations

from steps.invoices.pages.layout import Glyph, page_text

WIDTH, HEIGHT = 5.0, 10.0


def glyphs(text: str, left: float, baseline: float) -> list[Glyph]:
    return [
        Glyph(char, left + WIDTH * n, left + WIDTH * (n + 1), baseline, HEIGHT) for n, char in enumerate(text)
    ]


def test_lines_from_top_to_bottom_and_columns_apart() -> None:
    page = [*glyphs("42,00", 200, 10), *glyphs("Total due", 0, 10.5), *glyphs("first", 0, 0)]
    first, second = page_text(page).splitlines()
    assert first == "first"
    assert second.startswith("Total due   ")
    assert second.endswith("   42,00")


def test_columns_stand_below_each_other() -> None:
    page = [glyph for row in range(3) for left in (0, 150, 300)
            for glyph in glyphs("x" * (row + 1), left, 12.0 * row)]  # fmt: skip
    starts = [[n for n, char in enumerate(line) if char == "x" and line[n - 1 : n] != "x"]
              for line in page_text(page).splitlines()]  # fmt: skip
    assert starts[0] == starts[1] == starts[2]
    assert len(starts[0]) == 3


def test_a_small_gap_is_a_space_and_none_is_none() -> None:
    tight = [*glyphs("ab", 0, 0), *glyphs("cd", 10.5, 0)]
    apart = [*glyphs("ab", 0, 0), *glyphs("cd", 13, 0)]
    spaced = [*glyphs("ab", 0, 0), *glyphs(" ", 10, 0), *glyphs("cd", 10.5, 0)]
    assert [page_text(page) for page in (tight, apart, spaced)] == ["abcd", "ab cd", "ab cd"]


def test_a_glyph_printed_twice_to_look_bold_counts_once() -> None:
    assert page_text([*glyphs("Summe", 0, 0), *glyphs("Summe", 0.4, 0)]) == "Summe"
    assert page_text(glyphs("Summme", 0, 0)) == "Summme"


def test_an_empty_row_parts_blocks() -> None:
    assert page_text([*glyphs("a", 0, 0), *glyphs("b", 0, 12), *glyphs("c", 0, 40)]) == "a\nb\n\nc"


def test_a_page_without_text_is_empty() -> None:
    assert page_text([]) == ""
    assert page_text(glyphs("   ", 0, 0)) == ""
