"""The report says what the result says, and nothing that a customer wrote can change its form."""

from __future__ import annotations

from datetime import date

from pipelines.emulators.rules.feedback import feedback_rules
from steps.core.events import FeedbackItem
from steps.core.text.markdown import escape
from steps.feedback.assemble import assembled
from steps.feedback.batches import batches
from steps.feedback.models import FeedbackResult
from steps.feedback.report import report
from steps.process_feedback_analyzer import _result


def result(*texts: str, scale: str | None = None, rating: float | None = None) -> FeedbackResult:
    items = [
        FeedbackItem(id=f"id{n}", text=text, rating=rating, date=date(2026, 3, 1 + n), segment="shops")
        for n, text in enumerate(texts)
    ]
    packed = batches([(item.text, item.rating) for item in items], scale)
    answers = {item.n: item for item in feedback_rules.answer(packed.document).items}
    reads, _ = assembled(items, answers, packed.number_of, scale)
    return _result(items, reads, scale)


def written(found: FeedbackResult) -> str:
    return report(found, engine="rules-1", quality_note="A note.", warnings=["small sample"])


def test_the_parts_of_a_report() -> None:
    text = written(
        result(
            "The export is broken.", "My lawyer will call you, the export is useless.", scale="0-10", rating=2
        )
    )
    assert text.startswith("# What 2 customers said\n\n> Read by rules-1.\n> A note.\n\n**2 items:")
    for part in (
        "NPS **-100.0**",
        "## Needs somebody today",
        "legal threat",
        "## Themes",
        "## What to do",
        "## By segment",
    ):
        assert part in text
    assert text.endswith("## Warnings\n\n- small sample\n")


def test_parts_without_content_are_left_out() -> None:
    text = written(result("I ordered it on Monday."))
    for part in ("NPS", "CSAT", "## Needs", "## Themes", "## What to do", "## Said twice"):
        assert part not in text


def test_customers_cannot_write_markdown() -> None:
    text = written(
        result("# Broken | [link](http://x.example) `code` *is* <b>useless</b>", "It is useless too")
    )
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert escape("a|b\n# c") == "a\\|b \\# c"


def test_many_lines_are_cut_with_their_count() -> None:
    text = written(result(*(f"My lawyer will call you about case {n}." for n in range(20))))
    assert "- and 5 more" in text


def test_the_same_result_gives_the_same_text() -> None:
    assert written(result("The export is broken.")) == written(result("The export is broken."))
