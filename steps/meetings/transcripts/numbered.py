"""The transcript as a reader sees it: a short head, then a line per turn with its number; and the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from steps.core.text.windows import Window, tokens, windows
from steps.meetings.transcripts.transcript import UNKNOWN, Transcript, Turn, without_orders

WINDOW_TOKENS = 6_000
WHOLE_TOKENS = 100_000  # an outline reads the whole meeting at once, long turns cut where it would be longer
_TURN = re.compile(r"\[(\d{1,9})\] (.+?)(?: \(continued\))?: (.*)")
_CUT = " […]"
_HEAD = "Participants: "


@dataclass(frozen=True)
class NumberedTurn:
    number: int
    speaker: str
    text: str


@dataclass(frozen=True)
class NumberedTranscript:
    """What a document written here says: who takes part, and its turns."""

    names: list[str]
    turns: list[NumberedTurn]


def whole(transcript: Transcript) -> str:
    """All turns in one document."""
    longest = max(len(turn.text) for turn in transcript.turns)
    while True:
        body = "\n".join(_line(turn, turn.text, longest) for turn in transcript.turns)
        if tokens(body) <= WHOLE_TOKENS or longest < 40:
            return f"{_head(transcript, transcript.turns)}\n\n{body}"
        longest //= 2


def in_windows(transcript: Transcript) -> list[tuple[Window, str]]:
    """Overlapping windows of turns, each a document of its own."""
    starts, body = [], ""
    for turn in transcript.turns:
        starts.append(len(body))
        body += _line(turn, turn.text) + "\n"
    return [
        (window, _document(transcript, window, body, starts))
        for window in windows(body, WINDOW_TOKENS, starts)
    ]


def read(document: str) -> NumberedTranscript:
    """The turns of a document, without what gives a machine orders; a text that is no transcript becomes one turn."""
    head, _, body = document.partition("\n\n")
    names = head.partition(_HEAD)[2].partition("\n")[0].split("; ") if _HEAD in head else []
    turns = [
        NumberedTurn(int(match[1]), match[2], without_orders(match[3].removesuffix(_CUT)))
        for line in (body or document).split("\n")
        if (match := _TURN.fullmatch(line))
    ]
    if not turns:
        turns = [NumberedTurn(0, UNKNOWN, without_orders(" ".join(document.split())))]
    return NumberedTranscript(names or list(dict.fromkeys(turn.speaker for turn in turns)), turns)


def _line(turn: Turn, text: str, longest: int | None = None) -> str:
    cut = longest is not None and len(text) > longest
    return f"[{turn.number}] {turn.speaker}: {text[:longest].rstrip() + _CUT if cut else text}"


def _head(transcript: Transcript, turns: Sequence[Turn]) -> str:
    names = dict.fromkeys(turn.speaker for turn in transcript.turns)
    return (
        f"{_HEAD}{'; '.join(names)}\n"
        f"Turns {turns[0].number} to {turns[-1].number} of 0 to {transcript.turns[-1].number}"
    )


def _document(transcript: Transcript, window: Window, body: str, starts: list[int]) -> str:
    """A window with its head. Where it begins inside a turn, it says whose."""
    inside = [n for n, start in enumerate(starts) if start < window.end]
    first = next((n for n, start in enumerate(starts) if start >= window.start), len(starts)) - 1
    text = window.of(body).strip("\n")
    if first + 1 < len(starts) and starts[first + 1] == window.start:
        first += 1
    else:
        text = f"[{first}] {transcript.turns[first].speaker} (continued): {text}"
    return f"{_head(transcript, transcript.turns[first : inside[-1] + 1])}\n\n{text}"
