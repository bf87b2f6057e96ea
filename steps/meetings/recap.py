"""The summary by rules: sentences put together from the items, since a meeting's own make poor prose."""

from __future__ import annotations

from steps.meetings.digest import Digest, DigestAction
from steps.meetings.wire import MeetingSummary, WireBullet

MOST_BULLETS = 6
_DECISION_BULLETS = 3
_ORDINALS = ("First", "Then", "After that", "Later", "Next")


def summary(digest: Digest) -> MeetingSummary:
    return MeetingSummary(gist=_gist(digest), overview=_overview(digest), bullets=_bullets(digest))


def _gist(digest: Digest) -> str:
    count = len(digest.participants)
    who = "One person talked" if count == 1 else f"{count or 'Some'} people talked"
    about = _listed([f"“{topic.text}”" for topic in digest.topics])
    found = [_count(len(digest.decisions), "decision"), _count(len(digest.action_items), "action item")]
    return f"{who} about {about or 'several things'}; {' and '.join(found)} were found."


def _overview(digest: Digest) -> str:
    """Who talked about what in which order, what was decided, and who does what."""
    sentences = []
    for number, topic in enumerate(digest.topics):
        last = number and number == len(digest.topics) - 1
        opening = "Finally" if last else _ORDINALS[min(number, len(_ORDINALS) - 1)]
        who = _listed(topic.speakers) or "the participants"
        sentences.append(f"{opening}, {who} discussed {_named(topic.text)}.")
    if digest.decisions:
        texts = [decision.text.rstrip(".?") for decision in digest.decisions[:3]]
        sentences.append(f"Decisions: {'; '.join(texts)}.")
    if digest.action_items:
        sentences.append(f"Action items: {'; '.join(map(_action, digest.action_items[:4]))}.")
    return " ".join(sentences) or "Nothing in this meeting could be summarised by rules."


def _action(action: DigestAction) -> str:
    due = f" ({action.due})" if action.due else ""
    return f"{action.owner or 'unassigned'}: {_lower(action.text)}{due}"


def _bullets(digest: Digest) -> list[WireBullet]:
    """The first decisions and one sentence per topic, each sentence once."""
    bullets = {item.text: item.id for item in digest.decisions[:_DECISION_BULLETS]}
    for topic in digest.topics:
        if topic.summary:
            bullets.setdefault(topic.summary, topic.id)
    return [WireBullet(text=text, ids=[id]) for text, id in list(bullets.items())[:MOST_BULLETS]]


def _listed(names: list[str], mark: str = ", ") -> str:
    return mark.join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1] if names else ""


def _named(title: str) -> str:
    """A title made of words, `Energy source, solar, batteries`, as part of a sentence."""
    return _listed(_lower(title).split(", "))


def _lower(text: str) -> str:
    """Without its capital, unless the word needs it."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _count(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
