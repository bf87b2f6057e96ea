"""The result as Markdown for people: what came of the meeting first, then what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from steps.core.models import Evidence
from steps.core.text.markdown import bullets, document, escape, note, section, table
from steps.meetings.follow_up import spelled
from steps.meetings.models import ActionItem, MeetingResult

T = TypeVar("T")
_LONGEST_QUOTE = 240  # characters


def report(
    result: MeetingResult, *, engine: str, quality_note: str | None, warnings: list[str], quotes_follow: bool
) -> str:
    """The whole report; the same result gives the same text. `quotes_follow`: items need their source's words below."""
    proof = _quoted if quotes_follow else _turns
    parts = [
        _head(result),
        note(f"Read by {engine}.", quality_note),
        f"**{escape(result.summary.gist)}**",
        escape(result.summary.overview),
        _items(
            "In short", result.summary.bullets, lambda bullet: escape(bullet.text) + _turns(bullet.evidence)
        ),
        _items(
            "Decisions",
            result.decisions,
            lambda item: (
                escape(item.text)
                + (f" Why: {escape(item.rationale)}" if item.rationale else "")
                + (f" ({escape(item.made_by)})" if item.made_by else "")
                + proof(item.evidence)
            ),
        ),
        _actions(result.action_items),
        _items(
            "Open questions",
            [question for question in result.open_questions if not question.answered],
            lambda item: f"{escape(item.text)} ({escape(item.asked_by)}){_turns(item.evidence)}",
        ),
        _items("Risks", result.risks, lambda item: escape(item.text) + _turns(item.evidence)),
        _topics(result),
        _people(result),
        _items(
            "Figures",
            result.figures,
            lambda item: f"{escape(item.value)}: {escape(item.what)}{_turns(item.evidence)}",
        ),
        _quotes(result),
        _next(result),
        section("Follow-up e-mail", f"```text\n{result.follow_up_email.replace('```', '')}```"),
        _items("Warnings", warnings, escape),
    ]
    return document(parts)


def _head(result: MeetingResult) -> str:
    facts = [spelled(result.meeting_date)] if result.meeting_date else []
    facts.append(f"{len(result.participants)} participants")
    facts.append(f"{sum(who.turns for who in result.participants)} turns")
    if result.duration_s:
        facts.append(f"{round(result.duration_s / 60)} min")
    return f"# {escape(result.title or 'Meeting')}\n\n{' · '.join(facts)}"


def _items(title: str, items: Iterable[T], line: Callable[[T], str]) -> str:
    return section(title, bullets(map(line, items)))


def _actions(items: list[ActionItem]) -> str:
    rows = [
        (
            escape(item.owner or "–"),
            escape(item.task),
            escape(item.due_text or ""),
            item.due_date or "",
            item.priority if item.priority != "normal" else "",
            _numbers(item.evidence),
        )
        for item in items
    ]
    return section(
        "Action items", table(("owner", "task", "due", "day", "priority", "turn"), rows) or "None found."
    )


def _topics(result: MeetingResult) -> str:
    rows = [
        (f"{topic.start_turn}–{topic.end_turn}", escape(topic.title), escape(topic.summary))
        for topic in result.topics
    ]
    return section("Topics", table(("turns", "topic", "in short"), rows))


def _people(result: MeetingResult) -> str:
    said = {who.name: who.contributions for who in result.per_speaker}
    rows = [
        (
            escape(who.name),
            f"{who.talk_share:.0%}",
            who.turns,
            who.questions,
            escape(next(iter(said.get(who.name, [])), "")),
        )
        for who in result.participants
    ]
    return section("Who said what", table(("", "share:", "turns:", "questions:", "for example"), rows))


def _quotes(result: MeetingResult) -> str:
    lines = [
        f"> {escape(' '.join(piece.quote for piece in quote.evidence))}\n>\n"
        f"> — {escape(quote.speaker)}, turn {_numbers(quote.evidence)}"
        for quote in result.key_quotes
    ]
    return section("In their words", "\n\n".join(lines))


def _next(result: MeetingResult) -> str:
    if result.next_meeting is None:
        return ""
    day = f" ({spelled(result.next_meeting.date)})" if result.next_meeting.date else ""
    return f"**Next meeting:** {escape(result.next_meeting.text)}{day}"


def _numbers(evidence: list[Evidence]) -> str:
    return ", ".join(str(turn) for turn in dict.fromkeys(piece.turn for piece in evidence))


def _turns(evidence: list[Evidence]) -> str:
    return f" [turn {_numbers(evidence)}]".replace("[", "\\[").replace("]", "\\]")


def _quoted(evidence: list[Evidence]) -> str:
    """The words that carry an item, below it."""
    words = " … ".join(" ".join(piece.quote.split()) for piece in evidence)
    cut = f"{words[:_LONGEST_QUOTE].rstrip()} …" if len(words) > _LONGEST_QUOTE else words
    return f"{_turns(evidence)}  \n  “{escape(cut)}”"
