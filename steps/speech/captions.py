"""Subtitles and plain text of utterances, and their readers, so that what is written can be held against its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from steps.speech.models import Utterance

LONGEST_CUE = 84  # characters: two lines of 42, the width that subtitle guides of broadcasters allow
LONGEST_MS = 7_000  # a cue stays no longer than seven seconds, for the same reason

Timed = tuple[int, int, str]  # start and end in milliseconds, and a word


@dataclass(frozen=True)
class Cue:
    """One caption; times are milliseconds. `speaker` is null where nobody asked who speaks."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None


def cues_of(utterances: Iterable[Utterance]) -> list[Cue]:
    """Cues of readable length in order of time. An utterance without word times is one cue."""
    cues: list[Cue] = []
    for said in utterances:
        speaker = speaker_name(said.speaker)
        if said.words:
            timed = [(word.start_ms, word.end_ms, word.text) for word in said.words]
            cues += cues_of_words(timed, speaker)
        elif text := _line(said.text):
            cues.append(Cue(said.start_ms, said.end_ms, text, speaker))
    return sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))


def cues_of_words(words: Iterable[Timed], speaker: str | None = None) -> list[Cue]:
    """Fill cues word by word, up to LONGEST_CUE characters and LONGEST_MS."""
    cues: list[Cue] = []
    for start, end, word in words:
        if not (text := _line(word)):
            continue
        last = cues[-1] if cues else None
        if last and len(last.text) + 1 + len(text) <= LONGEST_CUE and end - last.start_ms <= LONGEST_MS:
            cues[-1] = Cue(last.start_ms, max(last.end_ms, end), f"{last.text} {text}", speaker)
        else:
            cues.append(Cue(start, max(end, start + 1), text, speaker))
    return cues


def srt(cues: Iterable[Cue]) -> str:
    """SubRip: numbered blocks, the speaker before a colon."""
    blocks = [
        f"{number}\n{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}\n{_said(cue)}\n"
        for number, cue in enumerate(cues, start=1)
    ]
    return "\n".join(blocks)


def vtt(cues: Iterable[Cue]) -> str:
    """WebVTT with voice spans (W3C WebVTT, section 4.2)."""
    blocks = []
    for cue in cues:
        voice = f"<v {cue.speaker}>" if cue.speaker else ""
        times = f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}"
        blocks.append(f"\n{times}\n{voice}{_escaped(cue.text)}\n")
    return "WEBVTT\n" + "".join(blocks)


def txt(utterances: Iterable[Utterance]) -> str:
    """One line for each utterance: time, speaker, words."""
    lines = [
        f"[{stamp(said.start_ms)}] {speaker_name(said.speaker)}: {_line(said.text)}\n" for said in utterances
    ]
    return "".join(lines)


def read_srt(text: str) -> list[Cue]:
    """The cues of a file that srt() wrote. Errors: ValueError for anything else."""
    cues = []
    for number, block in enumerate(filter(None, text.split("\n\n")), start=1):
        lines = block.strip("\n").split("\n")
        if len(lines) != 3 or lines[0] != str(number):
            raise ValueError(f"block {number} is no SubRip block of three lines")
        speaker, colon, said = lines[2].partition(": ")
        start, end = _times(lines[1], ",")
        cues.append(Cue(start, end, said, speaker) if colon else Cue(start, end, lines[2]))
    return cues


def read_vtt(text: str) -> list[Cue]:
    """The cues of a file that vtt() wrote. Errors: ValueError for anything else."""
    head, *blocks = text.split("\n\n")
    if head.strip() != "WEBVTT":
        raise ValueError("there is no WEBVTT in the first line")
    cues = []
    for block in blocks:
        times, _, said = block.strip("\n").partition("\n")
        voice = re.match(r"<v ([^>]+)>", said)
        start, end = _times(times, ".")
        plain = said[voice.end() :] if voice else said
        plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        cues.append(Cue(start, end, plain, voice[1] if voice else None))
    return cues


def stamp(milliseconds: int) -> str:
    """h:mm:ss for people."""
    seconds = milliseconds // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def speaker_name(label: str) -> str:
    """A label as captions can hold it: any string, without the characters that end a name there."""
    return "Speaker " + (re.sub(r"[\s:<>&]+", " ", label).strip() or "?")


def _said(cue: Cue) -> str:
    return f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(milliseconds: int, mark: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def _times(line: str, mark: str) -> tuple[int, int]:
    found = re.fullmatch(
        rf"(\d+):(\d\d):(\d\d)\{mark}(\d{{3}}) --> (\d+):(\d\d):(\d\d)\{mark}(\d{{3}})", line
    )
    if not found:
        raise ValueError(f"{line!r} are no times")
    hours, minutes, seconds, rest, *end = (int(part) for part in found.groups())
    return (
        ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest,
        ((end[0] * 60 + end[1]) * 60 + end[2]) * 1000 + end[3],
    )
