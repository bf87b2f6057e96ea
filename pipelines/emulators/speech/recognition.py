"""Which words are spoken: pocketsphinx with the English model of its own package. Experimental by today's measure."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.emulators.speech.audio import Samples
from pipelines.emulators.speech.diarization import Turn
from pipelines.emulators.speech.features import HOP

MARGIN = 10  # frames of sound before and after a passage; word ends are soft
LONGEST = 2000  # frames decoded at once; a longer turn is decoded in passages
MOST_SECONDS = 600.0  # of speech recognised per recording; that takes about a minute


@dataclass(frozen=True)
class Word:
    """Times in frames of the recording; confidence 0 to 1."""

    text: str
    start: int
    end: int
    confidence: float


class Recogniser:
    """Loads the model once (a quarter of a second). `left` is how many frames of speech it will still recognise."""

    def __init__(self, most_seconds: float = MOST_SECONDS) -> None:
        from pocketsphinx import Decoder

        # Without the second, flat pass: as many words right on read speech, in two thirds of the time.
        self._decoder: Any = Decoder(loglevel="FATAL", fwdflat=False)
        self.left = int(most_seconds * 100)

    def words(self, samples: Samples, turn: Turn) -> list[Word] | None:
        """The words of a turn in order of time, none overlapping; None once the limit is used up."""
        if self.left <= 0:
            return None
        self.left -= turn.end - turn.start
        found: list[Word] = []
        for start, end in passages(turn):
            for word in self._decoded(samples, start, end):
                since = max(word.start, start, found[-1].end if found else start)
                until = min(word.end, end)
                if until > since:
                    found.append(Word(word.text, since, until, word.confidence))
        return found

    def _decoded(self, samples: Samples, start: int, end: int) -> list[Word]:
        first = max(0, start - MARGIN)
        sound = samples[first * HOP : (end + MARGIN) * HOP]
        self._decoder.start_utt()
        self._decoder.process_raw(pcm(sound), full_utt=True)
        self._decoder.end_utt()
        return [
            Word(text, first + part.start_frame, first + part.end_frame + 1, round(min(1.0, part.prob), 4))
            for part in self._decoder.seg() or ()
            if (text := spoken(part.word))
        ]


def passages(turn: Turn) -> list[tuple[int, int]]:
    """The turn whole if it is short, else cut at its pauses and, within long speech, at equal lengths."""
    if turn.end - turn.start <= LONGEST:
        return [(turn.start, turn.end)]
    cut = []
    for start, end in turn.parts:
        count = -(-(end - start) // LONGEST)
        edges = np.linspace(start, end, count + 1).astype(int).tolist()
        cut += list(itertools.pairwise(edges))
    return cut


def spoken(entry: str) -> str:
    """The dictionary's entry as a word: `read(2)` is read, `<sil>` and `[NOISE]` are none."""
    if entry.startswith(("<", "[", "++")):
        return ""
    return entry.split("(")[0]


def pcm(samples: Samples) -> bytes:
    """16-bit samples, raised to a normal loudness: the decoder's model was trained on close microphones."""
    peak = float(np.abs(samples).max(initial=0.0))
    gain = min(0.7 / peak, 10.0) if peak > 0 else 1.0
    return bytes((np.clip(samples * gain, -1, 1) * 32767).astype("<i2").tobytes())
