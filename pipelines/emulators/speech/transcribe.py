"""Transcribe one recording: `python -m pipelines.emulators.speech.transcribe FILE OPTIONS` prints the words as JSON.

A process of its own, because recognition holds Python's global lock for seconds and numpy needs memory that only a
process gives back. OPTIONS is JSON: `speakers` (or null), `multichannel`, `labels`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from pipelines.emulators.speech.audio import Audio, UndecodableAudio, load
from pipelines.emulators.speech.diarization import Turn, turns_of
from pipelines.emulators.speech.recognition import MOST_SECONDS, Recogniser, Word
from steps.core.system.parent import when_parent_is_gone

UNCLEAR = "[unclear]"  # speech in which no word was recognised
NOT_TRANSCRIBED = "[not transcribed]"  # speech past the limit


def transcribed(path: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Times are milliseconds. A recording that cannot be transcribed has `error` and nothing else."""
    try:
        audio = load(path)
    except UndecodableAudio as error:
        return {"error": str(error)}
    turns = turns_of(
        audio, speakers=options["speakers"], multichannel=options["multichannel"], labels=options["labels"]
    )
    recogniser = Recogniser() if turns else None
    utterances = [_utterance(audio, turn, recogniser) for turn in turns if recogniser]
    over = recogniser is not None and recogniser.left <= 0
    return {
        "seconds": audio.seconds,
        "channels": len(audio.channels),
        "utterances": utterances,
        "warnings": [
            f"The emulator recognises words in the first {MOST_SECONDS / 60:.0f} minutes of speech only."
        ]
        if over
        else [],
    }


def _utterance(audio: Audio, turn: Turn, recogniser: Recogniser) -> dict[str, Any]:
    samples = audio.channels[turn.channel - 1] if len(audio.channels) > 1 else audio.mono
    words = recogniser.words(samples, turn)
    if not words:
        text = NOT_TRANSCRIBED if words is None else UNCLEAR
        words = [Word(text, turn.start, turn.end, 0.0)]
    else:
        words = punctuated(words)
    last = int(audio.seconds * 1000)
    return {
        "speaker": turn.speaker,
        "channel": str(turn.channel),
        "start": turn.start * 10,
        "end": min(turn.end * 10, last),
        "words": [
            {
                "text": word.text,
                "start": word.start * 10,
                "end": min(word.end * 10, last),
                "confidence": word.confidence,
            }
            for word in words
        ],
    }


def punctuated(words: list[Word]) -> list[Word]:
    """A capital at the beginning and a full stop at the end, as the real service writes; `i` is I."""
    texts = [
        "I" + word.text[1:] if word.text == "i" or word.text.startswith("i'") else word.text for word in words
    ]
    texts[0] = texts[0][:1].upper() + texts[0][1:]
    texts[-1] += "."
    return [
        Word(text, word.start, word.end, word.confidence) for text, word in zip(texts, words, strict=True)
    ]


if __name__ == "__main__":
    when_parent_is_gone(lambda: os._exit(1))  # nobody waits for a transcript once the server is gone
    sys.stdout.write(json.dumps(transcribed(Path(sys.argv[1]), json.loads(sys.argv[2]))))
