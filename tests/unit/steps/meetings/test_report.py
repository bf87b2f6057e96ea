"""The report: what came of the meeting, in Markdown that nothing said in it can break."""

from __future__ import annotations

from steps.core.text.markdown import escape
from steps.meetings.report import report
from tests.unit.steps.meetings.conftest import Assemble


def test_the_sample(assemble: Assemble) -> None:
    result, _ = assemble()
    text = report(
        result, engine="rules-1", quality_note="By rules.", warnings=["Mind the gap."], quotes_follow=False
    )
    assert text.startswith("# Meeting\n\nThursday 12 March 2026 · 4 participants · 67 turns · 6 min\n")
    assert "> Read by rules-1.\n> By rules." in text
    assert "| Jonas Okafor | Update the release plan | by Friday | 2026-03-13 |" in text
    assert "- Let's go with 7.90 euros for the family plan" in text
    assert (
        "**Next meeting:** The next meeting is on Thursday, March 19, at ten. (Thursday 19 March 2026)"
        in text
    )
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "In short", "Decisions", "Action items", "Open questions", "Risks", "Topics", "Who said what", "Figures",
        "In their words", "Follow-up e-mail", "Warnings",
    ]  # fmt: skip
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(row.endswith("|") for row in rows)


def test_a_models_items_are_shown_with_the_words_that_carry_them(assemble: Assemble) -> None:
    result, _ = assemble()
    text = report(result, engine="some-model", quality_note=None, warnings=[], quotes_follow=True)
    assert "“Let's go with 7.90 euros for the family plan" in text
    assert "> Read by some-model.\n\n" in text
    assert "## Warnings" not in text


def test_without_action_items_it_says_so(assemble: Assemble) -> None:
    result, _ = assemble(action_items=[])
    text = report(result, engine="rules-1", quality_note=None, warnings=[], quotes_follow=False)
    assert "## Action items\n\nNone found." in text


def test_words_cannot_break_the_markdown() -> None:
    assert escape("a | b\n# c <b> *d* [e](f) `g` __h__") == (
        "a \\| b \\# c \\<b\\> \\*d\\* \\[e\\](f) \\`g\\` \\_\\_h\\_\\_"
    )
