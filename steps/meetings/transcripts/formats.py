"""A transcript in whatever form it comes: captions, JSON turns or plain text, told apart by content."""

from __future__ import annotations

import re

from steps.core.documents.read import read_document
from steps.core.errors import PermanentError
from steps.core.fields import MAX_TEXT
from steps.meetings.transcripts.captions import read_captions
from steps.meetings.transcripts.json_turns import read_json
from steps.meetings.transcripts.plain import read_plain
from steps.meetings.transcripts.transcript import Transcript, count_words

MAX_TURNS = 10_000
_JSON = re.compile(r"\s*+(?:\{\s*+[\"}]|\[\s*+[{\]])")
_SUBRIP = re.compile(r"\s*+(?:\d++[^\S\r\n]*+[\r\n]\s*+)?\d{1,2}:\d{2}(?::\d{2})?[.,]\d{1,3}\s*+-->")


def read_transcript(data: bytes) -> Transcript:
    """Errors: PermanentError `unsupported_document`, `empty_document`, `damaged_document`, `document_too_big`, ..."""
    text = _text(data)
    start = text.lstrip("\ufeff \t\r\n")[:200]
    if start.startswith("WEBVTT") or _SUBRIP.match(start):
        transcript = read_captions(text)
    elif _JSON.match(start):
        transcript = read_json(text)
    else:
        transcript = read_plain(text)
    return checked(transcript)


def _text(data: bytes) -> str:
    try:
        return read_document(data, frozenset({"txt"})).text
    except PermanentError as error:
        if error.code != "unsupported_document":
            raise
        what = error.message.partition(";")[0]
        raise PermanentError(
            error.code, f"{what}; send the transcript as plain text, VTT, SRT or JSON turns"
        ) from None


def checked(transcript: Transcript) -> Transcript:
    """Errors: PermanentError `empty_document`, `document_too_big`."""
    if not any(count_words(turn.text) for turn in transcript.turns):
        raise PermanentError("empty_document", "nobody says a word in the transcript")
    if len(transcript.turns) > MAX_TURNS:
        raise PermanentError("document_too_big", f"the transcript has more than {MAX_TURNS:,} turns")
    if len(transcript.spoken) > MAX_TEXT:
        raise PermanentError(
            "document_too_big", f"more than {MAX_TEXT:,} characters are said; split the meeting"
        )
    return transcript
