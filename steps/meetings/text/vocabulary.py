"""Whether words that a reader wrote have anything to do with the meeting they are about."""

from __future__ import annotations

import re

from steps.core.text.numbers import SMALL, TENS
from steps.core.text.spans import word_list, words
from steps.core.text.stems import Stems
from steps.meetings.transcripts.transcript import Transcript, without_orders

_OF_ANY_MEETING = word_list(
    """meeting people person participants talked discussed decided decision decisions agreed action items found about
    first then after that later next finally team several things were will they their with from this unassigned"""
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TENS = tuple(TENS)


class Vocabulary:
    """The words of a meeting and its people, less what a passage of it says to a machine."""

    def __init__(self, transcript: Transcript) -> None:
        said = " ".join(
            [without_orders(turn.text) for turn in transcript.turns]
            + [turn.speaker for turn in transcript.turns]
        )
        self._stems = Stems(said, _OF_ANY_MEETING)
        self._text = f" {' '.join(words(said.lower().replace('-', ' ')))} ".replace(
            " hundred and ", " hundred "
        )

    def carries(self, statement: str) -> bool:
        """Whether at least half of the longer words of a statement are words of the meeting."""
        return self._stems.carry(statement)

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
    if len(number.lstrip("0")) > 3:
        return number
    value = int(number.lstrip("0") or "0")
    if value < 20:
        return SMALL[value]
    if value < 100:
        return f"{_TENS[value // 10 - 2]} {SMALL[value % 10]}" if value % 10 else _TENS[value // 10 - 2]
    rest = f" {_spelled(str(value % 100))}" if value % 100 else ""
    return f"{SMALL[value // 100]} hundred{rest}"
