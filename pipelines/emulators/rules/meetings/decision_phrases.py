"""How people say that something is settled, and how they say so about what is not."""

from __future__ import annotations

import re

from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from steps.core.text.patterns import compiled
from steps.core.text.spans import word_list, words
from steps.meetings.text.lexicon import STOP_WORDS

_SETTLED = phrases(
    r"""
    (?:we|we've|the (?:team|board|group|committee|council))(?:(?:'ve| have|'re| are| all| already| just| then| now| finally)\b){0,3} (?:decided|agreed|settled|chosen|resolved|concluded|opted|signed off|approved)
    (?:so |then |okay,? )?we (?:just |simply |then )?(?:decide|agree|settle|choose|resolve|conclude) (?:not to|to|on|that|against|for)
    (?:it's|that's|is|are|was|has been|have been) (?:now |all |already |therefore )?(?:decided|agreed|settled|approved)
    (?:the|our|final|first|second|main|group) decision (?:is|was|then)
    we(?:'re| are|'ll| will|'ll be| will be) (?:going to go|going|go|sticking|stick) (?:with|ahead with|for)
    let's (?:go with|go for|stick with|stick to|settle on|settle for|agree on|agree that|agree to|keep it at|call it)
    (?:motion|amendment|proposal|recommendation)s? (?:\w+ )?(?:is|are|was) (?:carried|agreed|approved|accepted|passed|defeated)
    """  # noqa: E501  a wording per line
)
_COURSES = "|".join(
    sorted(
        word_list(
            """use keep drop skip launch ship postpone delay cancel stop switch release hire increase reduce cut raise
            charge include remove leave stay focus target limit adopt merge split sell buy move push bring start
            continue extend replace pause freeze add give pay run hold close open allow require support build do make
            offer invest ban renew sign accept reject approve set publish invite train outsource migrate"""
        )
    )
)
_SLOW = r"(?:(?:just|then|also|therefore|probably|simply|not|only|all|still) )*"
_GOING = r"(?:'ll| will|'re going to| are going to|'re gonna| won't|'re not going to|'re not gonna| will not| shall)"
_COURSE = phrases(rf"we{_GOING} {_SLOW}(?P<course>{_COURSES})")
_LETS = phrases(rf"let's {_SLOW}(?P<course>{_COURSES})")
_THEN = phrases(rf"we (?P<course>{_COURSES})", before=r"\A")  # what follows `okay, then`
_DROP = phrases(
    "we (?:have to|should|need to|can) (?P<course>skip|drop|leave out|forget about|abandon|get rid of)"
)
_IN_MEETING = phrases(
    r"""
    start (?:with|by|again|the|off|over)
    do (?:it|that|this|digits|them|so|a quick)
    do (?:the|our|some|your) (?:\w+ )?(?:presentation|introduction|round|digits)
    keep going|keep (?:in mind|it (?:short|brief))
    move on
    stop (?:here|there|now|talking)
    stay (?:here|on (?:this|that))
    give (?:you|it a|me)
    make (?:sure|it quick|sense)
    hold on|hold (?:that|it)
    run (?:through|out|into)
    open (?:it|the (?:slide|file|document|floor))
    close the (?:meeting|door)
    leave (?:it|that) (?:there|for now|at that)
    bring (?:it|that|this) up
    continue (?:with|from|the)
    add (?:it|them|that) up
    use (?:up )?(?:the|this|that) (?:time|board|whiteboard|marker|pen)
    skip (?:this|that|the next|ahead|over|to)
    """,
    before=r"\A",
)
_STATED = phrases(
    r"(?!(?:that|this|it|there|what|he|she|they|i|you|the (?:next|only|problem|question|thing))\b)[^,?]{3,60}?\b"
    r"(?:is|are|will be|should be)",
    before=r"\A",
)
_NOT_YET = phrases(
    r"""
    (?:not|never|yet to|still to|needs? to be|must be|has to be|have to be|to be|could be|might be|would be|should be)\b[^,.]{0,25}\b(?:decided?|agreed?|settled?|chosen?|approved|decision)
    (?:before|until|once|when|if|whether|how|who|they|he|she|market|supposed to|trying to|hard to|helps? us|later)\b[^,.]{0,25}\b(?:decided?|agreed?|settled?|chosen?|approved|decision)
    \w+n't\b[^,.]{0,25}\b(?:decided?|agreed?|settled?|chosen?|approved|decision)
    (?:decided?|agreed?)\b[^,.]{0,12}\b(?:later|next time|yet|with you|with that|with him|with her)
    agreed? to disagree
    (?:decided|agreed)\b[^,.]{0,20}\b(?:last|previous|earlier)
    last (?:time|week)
    """  # noqa: E501
)
_BROKEN_OFF = phrases(
    "is|are|was|the|an?|to|of|and|or|that|for|with|because|but|we|i|if|so|what|which|our|your",
    after=r"[.?!]*\Z",
)


def belief(text: str, *, listing: bool) -> float:
    """How sure the words of a sentence make it that something is settled, 0 to 1. `listing`: decisions are listed."""
    if _NOT_YET.search(text) or _BROKEN_OFF.search(text):
        return 0.0
    if settled := _SETTLED.search(text):
        before, after = text[: settled.start()], text[settled.end() :]
        return 0.8 if _substance(after) or max(_substance(before), _substance(settled.group())) > 1 else 0.0
    if _substance(text) < 2:
        return 0.0
    for pattern, sure in ((_COURSE, 0.45), (_LETS, 0.45), (_DROP, 0.45), (_THEN, 0.45)):
        if (found := pattern.search(text)) and not _IN_MEETING.match(text[found.start("course") :]):
            return sure
    return 0.45 if listing and _STATED.match(text) else 0.0


def _substance(text: str) -> int:
    """How many words mean something."""
    return sum(word.lower() not in STOP_WORDS for word in words(text))


LISTING = phrases(
    r"""
    decisions? (?:now|so far|we(?:'ve| have)? (?:made|taken))
    (?:sum(?:mari[sz]e|mary of|s? up)|recap|list|describe|go over|go through|write down|note) (?:\w+ ){0,4}decisions?
    what (?:have|did) we (?:decided?|agreed?)
    """
)
HYPOTHESIS = phrases(
    r"if|maybe|perhaps|might|could|would|suppose|assum\w+|for example|let's say|unless|wonder|in principle|probably|"
    r"i guess|hopefully|imagine"
)
SOFT = compiled(
    r"\A(?:(?:i think|i guess|i'd say|i would say|just|um|so|then|okay|maybe)(?: that)?,? )+"
    r"(?=(?:we|the|our|let's|it)\b)",
    re.IGNORECASE,
)
AGREEING = phrases("agreed|i agree|exactly|yes,|fair enough|good idea|sounds good", before=r"\A", after="")
