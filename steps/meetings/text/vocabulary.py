"""Whether words that a reader wrote have anything to do with the meeting they are about."""

from __future__ import annotations

import re

from steps.core.text.spans import word_list, words
from steps.meetings.transcripts.transcript import Transcript, without_orders

_LEAST_SHARE = 0.5  # of the longer words must be the meeting's, in some form
_LONG = 4  # letters from which a word counts
_STEM = 5  # letters that two forms of a word share
_OF_ANY_MEETING = word_list(
    """meeting people person participants talked discussed decided decision decisions agreed action items found about
    first then after that later next finally team several things were will they their with from this unassigned"""
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ONES = words(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen"""
)
_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")


class Vocabulary:
    """The words of a meeting and its people, less what a passage of it says to a machine."""

    def __init__(self, transcript: Transcript) -> None:
        said = " ".join(
            [without_orders(turn.text) for turn in transcript.turns]
            + [turn.speaker for turn in transcript.turns]
        )
        self._stems = {word.lower()[:_STEM] for word in words(said)} | {
            word[:_STEM] for word in _OF_ANY_MEETING
        }
        self._text = f" {' '.join(words(said.lower().replace('-', ' ')))} ".replace(
            " hundred and ", " hundred "
        )

    def carries(self, statement: str) -> bool:
        """Whether at least half of the longer words of a statement are words of the meeting."""
        long = [word.lower()[:_STEM] for word in words(statement) if len(word) >= _LONG]
        known = sum(stem in self._stems for stem in long)
        return bool(words(statement)) and known >= _LEAST_SHARE * len(long)

    def strange_numbers(self, statement: str) -> list[str]:
        """Numbers in digits that the meeting does not say, neither in digits nor in words."""
        return [number for number in _NUMBER.findall(statement) if not self._says(number.strip(".,"))]

    def _says(self, number: str) -> bool:
        parts = [part for part in re.split(r"[.,]", number) if part.strip("0")]
        return all(
            any(f" {form} " in self._text for form in (part, part.lstrip("0"), _spelled(part)))
            for part in parts
        )


def _spelled(number: str) -> str:
    """A number below a thousand in words; any other as it is."""
    value = int(number)
    if value < 20:
        return _ONES[value]
    if value < 100:
        return f"{_TENS[value // 10 - 2]} {_ONES[value % 10]}" if value % 10 else _TENS[value // 10 - 2]
    if value < 1000:
        rest = f" {_spelled(str(value % 100))}" if value % 100 else ""
        return f"{_ONES[value // 100]} hundred{rest}"
    return number
