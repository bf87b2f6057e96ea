"""The same meeting in every form, told apart by content; what is none is refused with a sentence that helps."""

from __future__ import annotations

import json

import pytest

from steps.core.errors import PermanentError
from steps.core.fields import MAX_TEXT
from steps.meetings.transcripts.formats import MAX_TURNS, checked, read_transcript
from steps.meetings.transcripts.transcript import written

SAID = [("Ana", "Hello, everybody."), ("Tom", "Good morning."), ("Ana", "Let us begin.")]


def as_captions(mark: str, head: str) -> str:
    cues = [
        f"00:00:0{n}{mark}000 --> 00:00:0{n + 1}{mark}000\n{name}: {text}"
        for n, (name, text) in enumerate(SAID)
    ]
    return head + "\n\n".join(cues) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{name}: {text}\n" for name, text in SAID),
        as_captions(".", "WEBVTT\n\n"),
        as_captions(".", "\ufeffWEBVTT\n\n"),
        as_captions(",", "1\n"),
        as_captions(",", ""),
        json.dumps({"turns": [{"speaker": name, "text": text} for name, text in SAID]}),
        json.dumps([{"speaker": name, "text": text} for name, text in SAID], indent=2),
        "\n".join(f"{name}  0:0{n}\n{text}" for n, (name, text) in enumerate(SAID)),
        "".join(f"[0:00:0{n}] {name}: {text}\n" for n, (name, text) in enumerate(SAID)),
    ],
    ids=[
        "txt",
        "vtt",
        "vtt with mark",
        "srt",
        "srt without numbers",
        "json",
        "json list",
        "headings",
        "stamps",
    ],
)
def test_every_form(text: str) -> None:
    assert [(turn.speaker, turn.text) for turn in read_transcript(text.encode()).turns] == SAID


def test_utf_16_is_read() -> None:
    text = "".join(f"{name}: {text}\n" for name, text in SAID)
    assert len(read_transcript(text.encode("utf-16")).turns) == 3


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_document"),
        (b"%PDF-1.7 a contract", "unsupported_document"),
        (b"PK\x03\x04 word/document.xml", "unsupported_document"),
        (b"<html><body>Ana: Hello</body></html>", "unsupported_document"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "unsupported_document"),
        (b"A text in which nobody speaks, at all.", "unsupported_document"),
        (b"Ana: ...\nTom: [laughs]\nAna: -\n", "empty_document"),
        (b"WEBVTT\n", "damaged_document"),
        (b'{"turns": [', "damaged_document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old file", "unsupported_document"),
    ],
)
def test_what_is_no_transcript(data: bytes, code: str) -> None:
    with pytest.raises(PermanentError) as caught:
        read_transcript(data)
    assert caught.value.code == code
    if code == "unsupported_document":
        assert "VTT, SRT or JSON" in caught.value.message


def test_what_is_too_long() -> None:
    with pytest.raises(PermanentError, match="document_too_big"):
        checked(written([("Ana", "word " * (MAX_TEXT // 5 + 1), None, None)]))
    with pytest.raises(PermanentError, match="document_too_big"):
        checked(written([("Ana", "Yes.", None, None)] * (MAX_TURNS + 1)))
