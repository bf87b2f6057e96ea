"""What is settled: sentences that say so, and courses of action that others agree to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipelines.emulators.rules.meetings.decision_phrases import AGREEING, HYPOTHESIS, LISTING, SOFT, belief
from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from pipelines.emulators.rules.meetings.language.sayings import Saying, capital, taken
from steps.core.text.spans import words
from steps.meetings.transcripts.numbered import NumberedTranscript, NumberedTurn
from steps.meetings.wire import Cite, WireDecision

MOST = 12
_LEAST = 0.6
_LISTED = 30  # turns in which statements of fact are taken for decisions, once somebody begins to list them
_WHY = phrases(
    r"""
    (?:because|'?cause|'?cuz|given that|so that|in order to|due to)\b(?P<why>.+)
    ,\ since (?P<since>.+)
    """,
    before="",
    after="",
)


def decisions(seen: NumberedTranscript, said: Sequence[Saying]) -> list[WireDecision]:
    """The surest decisions of these turns, at most twelve, in their order."""
    lists = [saying.at for saying in said if LISTING.search(saying.plain)]
    found = [decision for saying in said if (decision := _read(seen, saying, _listed(saying, lists)))]
    best = sorted(found, key=lambda decision: (-decision.confidence, decision.cites[0].turn))[:MOST]
    return sorted(best, key=lambda decision: decision.cites[0].turn)


def _listed(saying: Saying, lists: list[int]) -> bool:
    """Whether one of the turns before, given in order, announces a list."""
    return bisect_left(lists, saying.at) > bisect_left(lists, saying.at - _LISTED)


def _read(seen: NumberedTranscript, saying: Saying, listing: bool) -> WireDecision | None:
    text, turn = saying.plain, seen.turns[saying.at].text
    verdict, answer = taken(seen.turns, saying)
    if verdict is None and AGREEING.match(turn) and not turn.startswith(saying.text):
        verdict = "yes"  # whoever says it begins by agreeing to somebody else
    sure = belief(text, listing=listing) + {"yes": 0.15, "no": -0.3, None: 0.0}[verdict]
    sure -= 0.2 * min(2, len(HYPOTHESIS.findall(text)))
    sure -= 0.25 * saying.question + 0.2 * saying.quoted
    if round(sure, 2) < _LEAST:
        return None
    return WireDecision(
        text=capital(SOFT.sub("", text)).rstrip("?. ") + ".",
        made_by=saying.speaker,
        rationale=_rationale(text),
        confidence=round(min(1.0, sure), 2),
        cites=[saying.cite(), *(_agreeing(answer) if answer and verdict == "yes" else [])],
    )


def _agreeing(turn: NumberedTurn) -> list[Cite]:
    """The turn that agrees, where it is long enough to be quoted and no speech of its own."""
    return [Cite(turn=turn.number, quote=turn.text)] if 12 <= len(turn.text) <= 160 else []


def _rationale(text: str) -> str | None:
    why = _WHY.search(text)
    said = (why["why"] or why["since"]).strip(" ,.") if why else ""
    return capital(said) if len(words(said)) > 2 else None
