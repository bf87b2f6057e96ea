"""The result as Markdown for people: what came of the meeting first, then what was said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from steps.core.models import Evidence
from steps.meetings.follow_up import spelled
from steps.meetings.models import ActionItem, MeetingResult

T = TypeVar("T")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_LONGEST_QUOTE = 240  # characters


def report(
    result: MeetingResult, *, engine: str, quality_note: str | None, warnings: list[str], quotes_follow: bool
) -> str:
    """The whole report; the same result gives the same text. `quotes_follow`: items need their source's words below."""
    proof = _quoted if quotes_follow else _turns
    parts = [
        _head(result),
        f"> Read by {plain(engine)}." + (f"\n> {plain(quality_note)}" if quality_note else ""),
        f"**{plain(result.summary.gist)}**",
        plain(result.summary.overview),
        _section(
            "In short", result.summary.bullets, lambda bullet: plain(bullet.text) + _turns(bullet.evidence)
        ),
        _section(
            "Decisions",
            result.decisions,
            lambda item: (
                plain(item.text)
                + (f" Why: {plain(item.rationale)}" if item.rationale else "")
                + (f" ({plain(item.made_by)})" if item.made_by else "")
                + proof(item.evidence)
            ),
        ),
        _actions(result.action_items),
        _section(
            "Open questions",
            [question for question in result.open_questions if not question.answered],
            lambda item: f"{plain(item.text)} ({plain(item.asked_by)}){_turns(item.evidence)}",
        ),
        _section("Risks", result.risks, lambda item: plain(item.text) + _turns(item.evidence)),
        _topics(result),
        _people(result),
        _section(
            "Figures",
            result.figures,
            lambda item: f"{plain(item.value)}: {plain(item.what)}{_turns(item.evidence)}",
        ),
        _quotes(result),
        _next(result),
        f"## Follow-up e-mail\n\n```text\n{result.follow_up_email.replace('```', '')}```",
        _section("Warnings", warnings, plain),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Text of the meeting in one line, with nothing in it that Markdown would take for a mark."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _head(result: MeetingResult) -> str:
    facts = [spelled(result.meeting_date)] if result.meeting_date else []
    facts.append(f"{len(result.participants)} participants")
    facts.append(f"{sum(who.turns for who in result.participants)} turns")
    if result.duration_s:
        facts.append(f"{round(result.duration_s / 60)} min")
    return f"# {plain(result.title or 'Meeting')}\n\n{' · '.join(facts)}"


def _section(title: str, items: Iterable[T], line: Callable[[T], str]) -> str:
    lines = [f"- {line(item)}" for item in items]
    return "\n".join([f"## {title}", "", *lines]) if lines else ""


def _actions(items: list[ActionItem]) -> str:
    rows = [
        f"| {plain(item.owner or '–')} | {plain(item.task)} | {plain(item.due_text or '')} | {item.due_date or ''} | "
        f"{item.priority if item.priority != 'normal' else ''} | {_numbers(item.evidence)} |"
        for item in items
    ]
    head = [
        "## Action items",
        "",
        "| owner | task | due | day | priority | turn |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows]) if rows else "## Action items\n\nNone found."


def _topics(result: MeetingResult) -> str:
    rows = [
        f"| {topic.start_turn}–{topic.end_turn} | {plain(topic.title)} | {plain(topic.summary)} |"
        for topic in result.topics
    ]
    return "\n".join(["## Topics", "", "| turns | topic | in short |", "|---|---|---|", *rows])


def _people(result: MeetingResult) -> str:
    said = {who.name: who.contributions for who in result.per_speaker}
    rows = [
        f"| {plain(who.name)} | {who.talk_share:.0%} | {who.turns} | {who.questions} | "
        f"{plain(next(iter(said.get(who.name, [])), ''))} |"
        for who in result.participants
    ]
    head = [
        "## Who said what",
        "",
        "| | share | turns | questions | for example |",
        "|---|---:|---:|---:|---|",
    ]
    return "\n".join([*head, *rows])


def _quotes(result: MeetingResult) -> str:
    lines = [
        f"> {plain(' '.join(piece.quote for piece in quote.evidence))}\n>\n"
        f"> — {plain(quote.speaker)}, turn {_numbers(quote.evidence)}"
        for quote in result.key_quotes
    ]
    return "\n\n".join(["## In their words", *lines]) if lines else ""


def _next(result: MeetingResult) -> str:
    if result.next_meeting is None:
        return ""
    day = f" ({spelled(result.next_meeting.date)})" if result.next_meeting.date else ""
    return f"**Next meeting:** {plain(result.next_meeting.text)}{day}"


def _numbers(evidence: list[Evidence]) -> str:
    return ", ".join(str(turn) for turn in dict.fromkeys(piece.turn for piece in evidence))


def _turns(evidence: list[Evidence]) -> str:
    return f" [turn {_numbers(evidence)}]".replace("[", "\\[").replace("]", "\\]")


def _quoted(evidence: list[Evidence]) -> str:
    """The words that carry an item, below it."""
    words = " … ".join(" ".join(piece.quote.split()) for piece in evidence)
    cut = f"{words[:_LONGEST_QUOTE].rstrip()} …" if len(words) > _LONGEST_QUOTE else words
    return f"{_turns(evidence)}  \n  “{plain(cut)}”"
