"""Questions that the meeting leaves open: asked and not answered, or put off in so many words."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from pipelines.emulators.rules.meetings.language.sayings import Saying, taken
from steps.core.text.spans import words
from steps.meetings.text.lexicon import STOP_WORDS
from steps.meetings.transcripts.numbered import NumberedTranscript
from steps.meetings.transcripts.transcript import without_markers
from steps.meetings.wire import WireQuestion

MOST = 8
_PUT_OFF = phrases(
    r"""
    i (?:don't|do not|dunno|didn't) (?:\w+ )?(?:know|remember)
    no idea|not sure|good question|hard to say|it depends|that depends|still arguing|open question
    (?:have to|need to|must) wait|wait(?:ing)? for
    we(?:'ll| will) (?:have to )?(?:see|find out|check)
    (?:need|have) to (?:check|find out|think|look|ask)
    to be (?:decided|seen)
    let me check|i'll (?:check|find out|ask)|get back to you
    don't have (?:an answer|that)
    """
)
_STATED = phrases(
    r"""
    (?:the|one|another|an open|a) question (?:is|remains|becomes|then is)
    open (?:question|issue|point)s?
    we (?:still )?(?:don't|do not) (?:yet )?know (?:yet )?(?:if|whether|what|how|when|who|which|where|why)
    (?:it|that)(?:'s| is) (?:still )?(?:unclear|undecided|an open)
    remains to be seen
    we still (?:need|have) to (?:decide|find out|figure out) (?:if|whether|what|how|when|who|which|where)
    """
)
_ASKING = phrases(
    r"what|how|why|when|where|who|which|whose|does|do|did|is|are|can|could|should|will|would|have|has|shall"
)
_SMALL_TALK = phrases(
    r"""
    what did you say|say that again|you know what i mean|do you mean|did you (?:say|mean)|what do you mean
    can (?:you|everybody|everyone|all of you) (?:hear|see)|can i (?:ask|say|see|start)
    are you (?:ready|done|there|going)|shall (?:we|i) (?:start|go)|do you (?:wanna|want to) (?:start|go)
    sorry|pardon|which slide|is that (?:right|okay|ok|all|it)|isn't it|don't you think
    any (?:other )?questions
    """
)
_ANSWER_TURNS = 4
_BEGINNING = 20  # words of a reply that put a question off; whoever goes on for longer answers it
_LEAST_WORDS, _LEAST_CONTENT = 6, 2


def questions(seen: NumberedTranscript, said: Sequence[Saying]) -> list[WireQuestion]:
    """Open questions, those that somebody puts off first in line; at most eight, in their order."""
    found = [(rank, saying) for saying in said if (rank := _open(seen, saying))]
    best = sorted(found, key=lambda pair: (-pair[0], pair[1].at))[:MOST]
    return [
        WireQuestion(text=saying.plain, answered=False, cites=[saying.cite()])
        for _, saying in sorted(best, key=lambda pair: pair[1].at)
    ]


def _open(seen: NumberedTranscript, saying: Saying) -> int:
    """0: no question, or answered; 1: nobody takes it up; 2: put off, or stated as open."""
    content = [word for word in words(saying.plain) if word.lower() not in STOP_WORDS]
    if saying.quoted or len(words(saying.plain)) < _LEAST_WORDS or len(content) < _LEAST_CONTENT:
        return 0
    if _STATED.search(saying.plain):
        return 2
    asked = saying.text.rstrip().endswith("?") and _ASKING.search(saying.plain)
    return _reaction(seen, saying) if asked and not _SMALL_TALK.search(saying.plain) else 0


def _reaction(seen: NumberedTranscript, saying: Saying) -> int:
    """What the next turns of others make of a question: 2 put off, 1 nothing, 0 an answer of any kind."""
    rest = seen.turns[saying.at].text.partition(saying.text)[2]
    if len(words(rest)) > _LEAST_WORDS and not rest.rstrip().endswith("?"):
        return 0  # whoever asked goes on and answers it, or leaves it
    verdict, _ = taken(seen.turns, saying)
    for turn in seen.turns[saying.at + 1 : saying.at + 1 + _ANSWER_TURNS]:
        if turn.speaker == saying.speaker:
            continue
        if _PUT_OFF.search(" ".join(turn.text.split()[:_BEGINNING])):
            return 2
        if len(words(without_markers(turn.text))) > 2:
            return 0
    return 0 if verdict else 1
