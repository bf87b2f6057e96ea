"""What was looked at in an answer beside its quotes, as checks that a person can read."""

from __future__ import annotations

from steps.core.models import Check
from steps.core.text.injection import instructions
from steps.meetings.assembly.grounding import TranscriptGrounding
from steps.meetings.models import MeetingResult
from steps.meetings.transcripts.transcript import UNKNOWN


def checks(ground: TranscriptGrounding, result: MeetingResult, *, summary_carried: bool) -> list[Check]:
    """Every check, in a fixed order."""
    repairs = ground.repairs
    return [
        ground.citations.grounding.check(),
        _where(ground),
        Check.of(
            "speakers_named",
            UNKNOWN not in ground.names,
            severity="warn",
            fault="the transcript does not name everybody who speaks",
        ),
        Check.of(
            "topics_in_place",
            not repairs.moved_topics,
            severity="warn",
            fault=f"topics whose quotes lie elsewhere: {repairs.moved_topics}",
        ),
        Check.of(
            "owners_are_participants",
            not repairs.foreign_owners,
            severity="warn",
            fault=f"owners who did not speak, now unassigned: {repairs.foreign_owners}",
        ),
        Check.of(
            "decided_by_speaker",
            not repairs.foreign_deciders,
            severity="warn",
            fault=f"decisions whose quotes are not by whom they were put down to: {repairs.foreign_deciders}",
        ),
        _due(ground, result),
        Check.of(
            "due_in_evidence",
            not repairs.lost_due,
            severity="warn",
            fault=f"times that the evidence does not name, left out: {repairs.lost_due}",
        ),
        Check.of(
            "action_items_capped",
            not repairs.capped_actions,
            fault=f"less sure action items left out: {repairs.capped_actions}",
            severity="info",
        ),
        Check.of(
            "summary_supported",
            summary_carried and not repairs.unknown_ids,
            severity="warn",
            fault="the summary had little to do with the meeting, or named items that are not there; "
            "code wrote it instead",
        ),
        _numbers(ground, result),
        _orders(ground),
    ]


def _where(ground: TranscriptGrounding) -> Check:
    source = "the document" if ground.transcript.from_document else "the artifact `transcript`"
    return Check(
        code="evidence_offsets", passed=True, detail=f"start and end count the characters of {source}"
    )


def _due(ground: TranscriptGrounding, result: MeetingResult) -> Check:
    said = [action for action in result.action_items if action.due_text]
    known = sum(action.due_date is not None for action in said)
    if said and ground.day is None:
        return Check.of(
            "due_dates",
            False,
            severity="warn",
            fault="nobody says on which day the meeting was, so `by Friday` stays words",
        )
    return Check(code="due_dates", passed=True, detail=f"{known} of {len(said)} due times name a day")


def _numbers(ground: TranscriptGrounding, result: MeetingResult) -> Check:
    """Counts of people and items are code's own; any other number of the summary must be said in the meeting."""
    own = {
        str(len(items))
        for items in (result.participants, result.decisions, result.action_items, result.topics)
    }
    prose = [
        result.summary.gist,
        result.summary.overview,
        *(bullet.text for bullet in result.summary.bullets),
    ]
    strange = [
        number for text in prose for number in ground.vocabulary.strange_numbers(text) if number not in own
    ]
    detail = f"numbers in the summary that nobody says: {', '.join(strange[:5])}"
    return Check.of("numbers_in_source", not strange, severity="warn", fault=detail)


def _orders(ground: TranscriptGrounding) -> Check:
    count = sum(bool(instructions(turn.text)) for turn in ground.transcript.turns)
    return Check.of(
        "no_instructions_in_text",
        not count,
        severity="warn",
        fault=f"turns that give a machine orders, treated as talk: {count}",
    )
