"""The report has what a reader wants in the order they want it, and the article cannot smuggle marks into it."""

from __future__ import annotations

from collections.abc import Callable

from steps.core.models import Check
from steps.core.text.markdown import escape
from steps.news.models import NewsResult
from steps.news.report import report

Assemble = Callable[..., tuple[NewsResult, dict[str, Check]]]


def written(result: NewsResult, *warnings: str) -> str:
    return report(result, engine="rules-1", quality_note="Read by rules.", warnings=list(warnings))


def test_the_order_of_a_report(assemble: Assemble) -> None:
    result, _ = assemble(publisher="Torsund Courier")
    text = written(result, "something was odd")
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert text.startswith("# Harbour town of Vellmar switches on")
    assert titles == [
        "Six questions",
        "Named",
        "Quotes",
        "Claims",
        "Figures",
        "Timeline",
        "How it is told",
        "Warnings",
    ]
    assert "Torsund Courier · Ines Thorvald and Petra Lindqvist · 2026-03-12" in text
    assert "> Read by rules-1.\n> Read by rules." in text
    assert f"**{escape(result.summary.one_sentence)}**\n\n- " in text
    assert "| 61,400,000 | EUR |" in text
    assert "**People:** Marek Odum (2×)" in text
    assert "- something was odd" in text


def test_the_same_result_gives_the_same_report(assemble: Assemble) -> None:
    assert written(assemble()[0]) == written(assemble()[0])


def test_empty_parts_leave_no_titles(assemble: Assemble) -> None:
    names = ("entities", "topics", "keywords", "quotes", "claims", "loaded_terms", "figures", "timeline")
    result, _ = assemble(**{name: [] for name in names}, headline=None, byline=None)
    titles = [line[3:] for line in written(result).splitlines() if line.startswith("## ")]
    assert titles == ["Six questions", "How it is told"]
    assert "# Article without a headline" in written(result)
    assert "Topics: none stands out" in written(result)


def test_marks_of_the_article_stay_text() -> None:
    assert escape("a|b <script>\n*x* [l](u) `c` # _d_") == r"a\|b \<script\> \*x\* \[l\](u) \`c\` \# \_d\_"
