"""The result as Markdown, for people: who spoke how long, then what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from steps.speech.captions import speaker_name, stamp
from steps.speech.models import Speaker, SpeakerResult


def markdown(
    result: SpeakerResult, *, engine: str, quality_note: str | None, warnings: Sequence[str] = ()
) -> str:
    """`engine` says who answered; `quality_note` what to expect of it."""
    parts = ["# Who said what", "", _facts(result, engine), ""]
    if quality_note:
        parts += [f"> {_plain(quality_note)}", ""]
    parts += [f"> Warning: {_plain(warning)}" for warning in warnings]
    if warnings:
        parts.append("")
    if not result.utterances:
        return "\n".join([*parts, "Nobody speaks in this recording.", ""])
    parts += [
        "## Speaking time",
        "",
        "| Speaker | Time | Share | Words | Turns |",
        "|---|---:|---:|---:|---:|",
    ]
    parts += [_row(speaker) for speaker in result.speakers]
    if result.overlap_seconds:
        parts += ["", f"More than one person spoke at once for {result.overlap_seconds:.1f} s."]
    parts += ["", "## Transcript", ""]
    for said in result.utterances:
        parts += [f"**{_name(said.speaker)}** ({stamp(said.start_ms)}): {_plain(said.text)}", ""]
    return "\n".join(parts)


def _facts(result: SpeakerResult, engine: str) -> str:
    audio = result.audio
    known = [
        f"{audio.seconds:.1f} s" if audio.seconds is not None else None,
        f"{audio.container}, {audio.codec}",
        f"{audio.sample_rate:,} Hz" if audio.sample_rate else None,
        {None: None, 1: "mono", 2: "stereo"}.get(audio.channels, f"{audio.channels} channels"),
        f"language {result.language}" if result.language else None,
        f"transcribed by {engine}",
    ]
    return "; ".join(_plain(fact) for fact in known if fact) + "."


def _row(speaker: Speaker) -> str:
    cells = [
        speaker.display_name or _name(speaker.label),
        f"{speaker.seconds:.1f} s",
        f"{speaker.share:.0%}",
        str(speaker.words),
        str(speaker.turns),
    ]
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _name(label: str) -> str:
    return _plain(speaker_name(label))


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: what was said may hold its signs."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(text.split()))
