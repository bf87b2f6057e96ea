"""Transcripts as JSON: a list of turns, or an object that holds one under a usual name."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pydantic import AliasChoices, Field, ValidationError

from steps.core.errors import PermanentError
from steps.core.models import Model, Text
from steps.core.text.dates import iso_day
from steps.core.validation import faults
from steps.meetings.transcripts.transcript import UNKNOWN, Transcript, written

LISTS = ("turns", "utterances", "segments", "meeting_transcripts", "transcript", "monologues")
_WRAPPERS = ("result", "data", "meeting")
_SHOWN = 20  # faults


class JsonTurn(Model):
    """One turn; times in milliseconds. Whatever else stands in it is not read."""

    speaker: Text | None = Field(
        default=None, max_length=200, validation_alias=AliasChoices("speaker", "speaker_name", "name")
    )
    text: Text = Field(max_length=200_000, validation_alias=AliasChoices("text", "content", "words"))
    start_ms: int | None = Field(default=None, ge=0)
    end_ms: int | None = Field(default=None, ge=0)


class _Speaker(Model):
    label: str
    display_name: str | None = None


def read_json(text: str) -> Transcript:
    """Errors: PermanentError `damaged_document` and those of transcript_of."""
    return transcript_of(_parsed(text))


def transcript_of(value: Any) -> Transcript:
    """Errors: PermanentError `unsupported_document`, `invalid_turns` naming turn and field."""
    names: dict[str, str] = {}
    while isinstance(value, dict) and not any(isinstance(value.get(key), list) for key in LISTS):
        inner = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), None)
        if inner is None:
            break
        value = inner
    facts = value if isinstance(value, dict) else {}
    found = (
        value
        if isinstance(value, list)
        else next((v for key in LISTS if isinstance(v := facts.get(key), list)), None)
    )
    if not found or not all(isinstance(entry, dict) for entry in found):
        raise PermanentError(
            "unsupported_document",
            'the JSON holds no turns; send {"turns": [{"speaker": "Ana", "text": "Good morning"}]}',
        )
    if "utterances" in facts:
        names = separated_names(facts)
    turns = [_turn(entry, number) for number, entry in enumerate(found)]
    if flaws := [flaw for turn in turns if isinstance(turn, list) for flaw in turn]:
        more = f"; and {len(flaws) - _SHOWN} more" if len(flaws) > _SHOWN else ""
        raise PermanentError("invalid_turns", "; ".join(flaws[:_SHOWN]) + more)
    return written(
        (
            (names.get(turn.speaker or "", turn.speaker or UNKNOWN), turn.text, turn.start_ms, turn.end_ms)
            for turn in turns
            if isinstance(turn, JsonTurn)
        ),
        title=_title(facts),
        day=_day(facts),
    )


def separated_names(result: dict[str, Any]) -> dict[str, str]:
    """How the speakers of a speaker-separation result are called: by their names, where people filled them in."""
    try:
        speakers = [_Speaker.model_validate(entry) for entry in result.get("speakers") or ()]
    except ValidationError:
        speakers = []
    known = {speaker.label: speaker.display_name or f"Speaker {speaker.label}" for speaker in speakers}
    said = {str(entry.get("speaker")) for entry in result["utterances"] if isinstance(entry, dict)}
    return {label: known.get(label, f"Speaker {label}" if len(label) < 3 else label) for label in said}


def _parsed(text: str) -> Any:
    """JSON, or JSON lines."""
    text = text.lstrip("\ufeff")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            if len(lines) > 1 and lines[0].rstrip().endswith("}"):
                return [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            pass
        line = getattr(error, "lineno", 1)
        raise PermanentError("damaged_document", f"the document is no valid JSON (line {line})") from None


def _turn(entry: dict[str, Any], number: int) -> JsonTurn | list[str]:
    try:
        return JsonTurn.model_validate(entry)
    except ValidationError as error:
        return [f"turn {number}: {fault}" for fault in faults(error)]


def _title(facts: dict[str, Any]) -> str | None:
    title = facts.get("title")
    return " ".join(title.split())[:500] or None if isinstance(title, str) else None


def _day(facts: dict[str, Any]) -> date | None:
    for key in ("meeting_date", "date"):
        if isinstance(facts.get(key), str) and (day := iso_day(facts[key][:10])):
            return day
    return None
