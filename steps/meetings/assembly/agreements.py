"""Decisions and action items of all windows: joined, ranked, with names and days that are shown, not guessed."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.text.grounding import normalise
from steps.meetings import models
from steps.meetings.assembly.grounding import TranscriptGrounding
from steps.meetings.assembly.merging import GroundedItem, merged, surest
from steps.meetings.days import day_of
from steps.meetings.people import person
from steps.meetings.wire import MeetingWindow, WireAction, WireDecision

MOST = 15  # of either kind


def decisions(ground: TranscriptGrounding, windows: Sequence[MeetingWindow]) -> list[models.Decision]:
    """The surest, in order of the meeting."""
    items = ground.found(
        windows, lambda window: window.decisions, lambda found: found.text, lambda found: found.confidence
    )
    kept = surest(merged(items, lambda decision: decision.text), MOST)
    return [_decision(ground, item) for item in sorted(kept, key=lambda item: item.place)]


def actions(ground: TranscriptGrounding, windows: Sequence[MeetingWindow]) -> list[models.ActionItem]:
    """The surest first."""

    def differ(item: WireAction, other: WireAction) -> bool:
        owner, other_owner = person(item.owner, ground.names), person(other.owner, ground.names)
        days = {(item.due_text or "").lower(), (other.due_text or "").lower()} - {""}
        return bool(owner and other_owner and owner != other_owner) or len(days) > 1

    items = ground.found(windows, lambda w: w.action_items, lambda a: a.task, lambda a: a.confidence)
    each = merged(items, lambda action: action.task, differ)
    ground.repairs.capped_actions = max(0, len(each) - MOST)
    return [_action(ground, item) for item in surest(each, MOST)]


def _decision(ground: TranscriptGrounding, item: GroundedItem[WireDecision]) -> models.Decision:
    """`made_by` stands only if one of the cited turns is that person's."""
    by = person(item.wire.made_by, ground.names)
    if by not in {ground.speaker(piece) for piece in item.evidence}:
        ground.repairs.foreign_deciders += item.wire.made_by is not None
        by = None
    why = (item.wire.rationale or "").strip()
    return models.Decision(
        text=item.wire.text.strip(),
        made_by=by,
        rationale=why if why and ground.vocabulary.carries(why) else None,
        evidence=item.evidence,
    )


def _action(ground: TranscriptGrounding, item: GroundedItem[WireAction]) -> models.ActionItem:
    owner = person(item.wire.owner, ground.names)
    ground.repairs.foreign_owners += item.wire.owner is not None and owner is None
    due = _due_text(ground, item)
    day = day_of(due, ground.day) if due else None
    return models.ActionItem(
        task=item.wire.task.strip(),
        owner=owner,
        due_text=due,
        due_date=day if day and ground.day and day >= ground.day else None,
        priority=item.wire.priority,
        status=item.wire.status,
        evidence=item.evidence,
    )


def _due_text(ground: TranscriptGrounding, item: GroundedItem[WireAction]) -> str | None:
    """When something is due, as it stands in the evidence; else nothing."""
    wanted = normalise(item.wire.due_text or "").text.strip()
    if not wanted:
        return None
    proof = normalise(" ".join(piece.quote for piece in item.evidence)).text
    at = proof.lower().find(wanted.lower())
    if at < 0:
        ground.repairs.lost_due += 1
        return None
    return proof[at : at + len(wanted)]
