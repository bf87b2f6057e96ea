"""What is said, sentence by sentence: the words as they stand, the same words tidied, and how others take them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from steps.core.text.grounding import STATEMENT, normalise
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, sentences, words
from steps.meetings.text.lexicon import STOP_WORDS
from steps.meetings.transcripts.numbered import NumberedTranscript, NumberedTurn
from steps.meetings.transcripts.transcript import without_markers
from steps.meetings.wire import Cite

_SOUND = r"(?:u+h+m*|u+m+|e+h+m*|e+r+m?|h?m+|nnn|hmm+|mm-?\s?hmm|uh\s?-\s?huh|@)"
# White space is one space wherever these look.
_FILLER = compiled(rf"(?: ?,)?(?:(?<=^)|(?<=[ ,.?!])) ?{_SOUND}(?: ?,)?(?=[ ,.!?]|$)", re.IGNORECASE)
_STUTTER = compiled(r"\b([\w']+(?: [\w']+){0,3})(?:,? \1\b)+(?!')", re.IGNORECASE)
_CUT_WORD = compiled(r"(?<![\w'’])(\w{1,4}) (?=\1[\w'])", re.IGNORECASE)
_SPACED = compiled(r" ([,.?!;:%])")
_APART = compiled(r" '(?=(?:s|re|ve|ll|d|m|t)\b)", re.IGNORECASE)
_OPENING = phrases(
    r"""
    okay|ok|alright|all right|so|and|but|well|yeah|yes|yep|right|now|then|oh|ah|no|also|like|anyway|sure|great|good
    perfect|i mean|you know|i guess|basically|actually|because|'?cause|'?cuz|agreed|exactly
    """,
    before=r"\A(?:",
    after=r"\b[\s,.!]*)+",
)
_LOOSE_END = phrases(
    "and|but|so|or|because|'cause|cuz|then", before=r"(?:[\s,]{1,20}", after=r"){1,9}\s*[.,]{0,20}$"
)
_YES = phrases(
    r"""
    yes|yeah|yep|yup|ok(?:ay)?|alright|all right|sure|agreed?|exactly|definitely|absolutely|right|deal|noted|approved
    fine|good|great|perfect|cool|excellent|brilliant|sounds good|makes sense|that works|works for me
    will do|of course|no problem|done|got it|on it|happy to|i'll do|i can do|i'm on it|mm-?\s?hmm
    """,
    before=r"(?:(?:oh|ah|well|and|so|that|that's|it's|i think|i|an?)\s+){0,10}",
)
_YES_LAST = compiled(r",\s(?:yes|yeah|exactly|okay|ok|agreed|sure)[\s.!]*$", re.IGNORECASE)
_NO = phrases(
    r"""
    no|nope|but|not|however|actually|wait|why|what|isn't that|are you sure|can't we|we can't|that won't|it won't
    i don't|i do not|i'm not|i disagree|i wouldn't
    """,
    before=r"(?:(?:oh|ah|well|yeah|hmm|okay|ok|right)[\s,.]{1,20}){0,10}",
)
_ASKING = phrases(
    r"(?:do|does|did|should|shall|is|are|was|were|have|has|can|could|would|will|what|how|why|when|where|who|which)"
    r"(?:n't)? (?:you|we|i|they|he|she|it|that|this|there|the|about|if|is|are|do|does|did)",
    before=r"(?:or )?",
)
_AHEAD = 3  # turns in which somebody may agree or object
_ANSWERED = 25  # words from the end of a turn to which an answer goes back
_LONG_WORD = 60  # characters, with what stands around it


@dataclass(frozen=True)
class Saying:
    """A sentence. `at` is the turn's place in the document, `turn` its number in the meeting; `plain` is tidied.

    `end`: where it ends in the turn's text.
    """

    at: int
    turn: int
    speaker: str
    text: str
    plain: str
    end: int
    quoted: bool = False

    @property
    def question(self) -> bool:
        """By its mark, or by how it begins, since transcripts often lack the mark."""
        return bool(_ASKING.match(self.plain)) or self.text.rstrip(" \"'”)").endswith("?")

    def cite(self) -> Cite:
        return Cite(turn=self.turn, quote=self.text)


def sayings(seen: NumberedTranscript) -> list[Saying]:
    """Every sentence that can be quoted."""
    return [saying for at, turn in enumerate(seen.turns) for saying in _of_turn(at, turn)]


def _of_turn(at: int, turn: NumberedTurn) -> Iterator[Saying]:
    text = turn.text
    unbalanced = text.count('"') % 2 == 1
    marks = counted = 0
    for span in sentences(text, Span(0, len(text))):
        marks += text.count('"', counted, span.start)
        counted = span.start
        said = span.of(text)
        if len(normalise(said).text.strip()) >= STATEMENT:
            # It repeats somebody's words, or imagines them: there are quotation marks in or around it.
            quoted = '"' in said or marks % 2 == 1 or unbalanced
            yield Saying(at, turn.number, turn.speaker, said, tidy(said), span.end, quoted)


def _without_fillers(text: str) -> str:
    """White space is one space before and after."""
    spaced = " ".join(without_markers(text).split())
    return " ".join(_FILLER.sub(" ", spaced).split())


def tidy(text: str) -> str:
    """A sentence without fillers, repeated and broken-off words, and without the space that transcripts put before
    commas; the opening `Okay, so` goes as well. It still says what was said."""
    text = _without_fillers(text)
    text = _APART.sub("'", _SPACED.sub(r"\1", text)).replace(" - ", "-")
    text = _STUTTER.sub(r"\1", text)
    text = _STUTTER.sub(r"\1", _CUT_WORD.sub(_kept, text))
    text = re.sub(r"([,.?!;:])(?: ?[,;:])++", r"\1", text)
    text = _LOOSE_END.sub("", text)
    text = _OPENING.sub("", text, count=1).strip(' ,.;:-"') if words(text) else ""
    if not text:
        return ""
    return capital(text) + ("" if text[-1] in ".?!" else ".")


def _kept(fragment: re.Match[str]) -> str:
    """Nothing of a broken-off word; a whole word such as `and` before `Andreas` stays, but not `I` before `I'm`."""
    again = fragment.string[fragment.end() + len(fragment[1])] in "'’"
    return fragment.group() if fragment[1].lower() in STOP_WORDS and not again else ""


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def taken(turns: Sequence[NumberedTurn], saying: Saying) -> tuple[str | None, NumberedTurn | None]:
    """How others take a sentence: `yes` or `no` and the turn that says so, or nothing within three turns.

    Who answers a long turn answers its end.
    """
    at = saying.at
    end = saying.end + _ANSWERED * _LONG_WORD  # enough to know
    if len(words(turns[at].text[saying.end : end])) > _ANSWERED:
        return None, None
    for turn in turns[at + 1 : at + 1 + _AHEAD]:
        said = _SPACED.sub(r"\1", _without_fillers(turn.text)).lstrip(" ,.")
        if not said or turn.speaker == turns[at].speaker:
            continue
        if _NO.match(said):
            return "no", turn
        if _YES.match(said) or _YES_LAST.search(said):
            return "yes", turn
        if len(said.split()) > 3:
            return None, None
    return None, None
