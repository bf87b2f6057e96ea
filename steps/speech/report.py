"""The result as Markdown, for people: who spoke how long, then what was said."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.text.markdown import escape, note, section, table
from steps.speech.captions import speaker_name, stamp
from steps.speech.models import Speaker, SpeakerResult


def markdown(
    result: SpeakerResult, *, engine: str, quality_note: str | None, warnings: Sequence[str] = ()
) -> str:
    """`engine` says who answered; `quality_note` what to expect of it."""
    parts = ["# Who said what", "", _facts(result, engine), ""]
    if quality_note:
        parts += [note(quality_note), ""]
    parts += [note(f"Warning: {warning}") for warning in warnings]
    if warnings:
        parts.append("")
    if not result.utterances:
        return "\n".join([*parts, "Nobody speaks in this recording.", ""])
    heads = ("Speaker", "Time:", "Share:", "Words:", "Turns:")
    parts.append(section("Speaking time", table(heads, map(_cells, result.speakers))))
    if result.overlap_seconds:
        parts += ["", f"More than one person spoke at once for {result.overlap_seconds:.1f} s."]
    parts += ["", "## Transcript", ""]
    for said in result.utterances:
        parts += [f"**{_name(said.speaker)}** ({stamp(said.start_ms)}): {escape(said.text)}", ""]
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
    return "; ".join(escape(fact) for fact in known if fact) + "."


def _cells(speaker: Speaker) -> list[str]:
    cells = [
        speaker.display_name or _name(speaker.label),
        f"{speaker.seconds:.1f} s",
        f"{speaker.share:.0%}",
        str(speaker.words),
        str(speaker.turns),
    ]
    return [escape(cell) for cell in cells]


def _name(label: str) -> str:
    return escape(speaker_name(label))
