"""Decisions and action items of all windows: joined, ranked, with names and days that are shown, not guessed."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.text.grounding import normalise
from steps.meetings import models
from steps.meetings.assembly.grounding import Grounding
from steps.meetings.assembly.merging import Found, merged, surest
from steps.meetings.days import day_of
from steps.meetings.people import person
from steps.meetings.wire import MeetingWindow, WireAction, WireDecision

MOST = 15  # of either kind


def decisions(ground: Grounding, windows: Sequence[MeetingWindow]) -> list[models.Decision]:
    """The surest, in order of the meeting."""
    found = ground.found(windows, lambda w: w.decisions, lambda d: d.text, lambda d: d.confidence)
    kept = surest(merged(found, lambda decision: decision.text), MOST)
    return [_decision(ground, one) for one in sorted(kept, key=lambda one: one.place)]


def actions(ground: Grounding, windows: Sequence[MeetingWindow]) -> list[models.ActionItem]:
    """The surest first."""

    def differ(one: WireAction, other: WireAction) -> bool:
        mine, theirs = person(one.owner, ground.names), person(other.owner, ground.names)
        days = {(one.due_text or "").lower(), (other.due_text or "").lower()} - {""}
        return bool(mine and theirs and mine != theirs) or len(days) > 1

    found = ground.found(windows, lambda w: w.action_items, lambda a: a.task, lambda a: a.confidence)
    each = merged(found, lambda action: action.task, differ)
    ground.repairs.capped_actions = max(0, len(each) - MOST)
    return [_action(ground, one) for one in surest(each, MOST)]


def _decision(ground: Grounding, one: Found[WireDecision]) -> models.Decision:
    """`made_by` stands only if one of the cited turns is that person's."""
    by = person(one.item.made_by, ground.names)
    if by not in {ground.speaker(piece) for piece in one.evidence}:
        ground.repairs.foreign_deciders += one.item.made_by is not None
        by = None
    why = (one.item.rationale or "").strip()
    return models.Decision(
        text=one.item.text.strip(),
        made_by=by,
        rationale=why if why and ground.vocabulary.carries(why) else None,
        evidence=one.evidence,
    )


def _action(ground: Grounding, one: Found[WireAction]) -> models.ActionItem:
    owner = person(one.item.owner, ground.names)
    ground.repairs.foreign_owners += one.item.owner is not None and owner is None
    due = _due_text(ground, one)
    day = day_of(due, ground.day) if due else None
    return models.ActionItem(
        task=one.item.task.strip(),
        owner=owner,
        due_text=due,
        due_date=day if day and ground.day and day >= ground.day else None,
        priority=one.item.priority,
        status=one.item.status,
        evidence=one.evidence,
    )


def _due_text(ground: Grounding, one: Found[WireAction]) -> str | None:
    """When something is due, as it stands in the evidence; else nothing."""
    wanted = normalise(one.item.due_text or "").text.strip()
    if not wanted:
        return None
    proof = normalise(" ".join(piece.quote for piece in one.evidence)).text
    at = proof.lower().find(wanted.lower())
    if at < 0:
        ground.repairs.lost_due += 1
        return None
    return proof[at : at + len(wanted)]
