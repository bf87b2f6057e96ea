"""A report becomes HTML that can do nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.server.pages.markdown import markdown


def test_headings_stand_below_the_pages_own() -> None:
    assert markdown("# A\n\n###### B") == "<h2>A</h2>\n<h6>B</h6>\n"


def test_tables_are_aligned_by_class_because_styles_are_forbidden() -> None:
    html = markdown("|a|b|\n|--:|:-:|\n|1|2|\n")
    assert '<td class="align-right">1</td>' in html
    assert '<th class="align-center">b</th>' in html
    assert "style" not in html


def test_a_table_scrolls_in_a_box_of_its_own_that_keys_reach() -> None:
    html = markdown("|a|\n|--|\n|1|\n\nwords\n\n|b|\n|--|\n|2|\n")
    box = '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>'
    assert html.count(box) == html.count("</table>\n</div>") == 2
    assert html.index("</div>") < html.index("words") < html.rindex(box)


def test_an_empty_table_head_is_left_out() -> None:
    html = markdown("| | |\n|---|---|\n|a|b|\n\n|x|y|\n|---|---|\n|1|2|\n")
    assert html.count("<thead>") == 1
    assert "<td>a</td>" in html


def test_a_column_without_a_heading_has_an_empty_cell_above_it() -> None:
    html = markdown("| |share|\n|--|--:|\n|Maren|34 %|\n")
    assert '<tr>\n<td></td>\n<th class="align-right">share</th>\n</tr>\n</thead>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](http://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,eA)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "`<script>`",
        "&lt;script&gt;",
        "[a](<javascript:alert(1)>)",
    ],
)
def test_nothing_in_a_report_acts(text: str) -> None:
    html = markdown(text).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'href="vbscript' not in html


def test_links_are_careful() -> None:
    assert 'rel="noopener noreferrer nofollow"' in markdown("[x](https://example.com)")


@given(st.text(alphabet="<>\"'&/[]()!#|`*_-:= \nascripthonerjvx", max_size=80))
def test_its_only_tags_are_the_renderers(text: str) -> None:
    html = str(markdown(text))
    known = [
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "em",
        "strong",
        "s",
        "code",
        "pre",
        "blockquote",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
        "br",
        "hr",
    ]
    tags = {part.split(">")[0].strip("/ ").split(" ")[0] for part in html.split("<")[1:]}
    assert tags <= set(known)
