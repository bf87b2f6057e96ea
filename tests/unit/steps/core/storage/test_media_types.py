"""The first bytes of a file say what it is; its extension is asked only where they do not."""

from __future__ import annotations

import io
import wave
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.core.storage.media_types import media_type_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wav() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(b"\x00\x01" * 100)
    return file.getvalue()


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 50)
    return file.getvalue()


@pytest.mark.parametrize(
    ("start", "extension", "expected"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "", "application/pdf"),
        (b"%PDF-1.7\n", ".txt", "application/pdf"),
        (wav(), ".mp3", "audio/wav"),
        (b"\n\n junk %PDF-1.4", "", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "", "video/x-msvideo"),
        (b"RIFF\x00\x00\x00\x00ACONLIST", "", "application/octet-stream"),
        (b"FORM\x00\x00\x00\x00AIFF", "", "audio/aiff"),
        (b"FORM 10-K of the company", "", "text/plain"),
        (b"ID3 is an algorithm", "", "text/plain"),
        (b"{\\rtf1 Fees}", ".txt", "application/rtf"),
        (b"PK\x05\x06" + bytes(18), "", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "", "application/x-ole-storage"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), ".doc", "application/msword"),
        ("Ein Text".encode("utf-16"), "", "text/plain"),
        ("Ein Text 🙂".encode("utf-16")[:-2], "", "text/plain"),
        (b"\xff\xfe\x90\x64" + bytes(range(256)) * 16, "", "audio/mpeg"),
        (b"<!doctype HTML><p>", "", "text/html"),
        (b"<html lang='en'>", "", "text/html"),
        (b"<htmlish>", "", "text/plain"),
        (b"ID3\x04\x00", "", "audio/mpeg"),
        (b"\xff\xfb\x90\x64\x00", "", "audio/mpeg"),
        (b"\xff\xf3\x40\xc4", ".bin", "audio/mpeg"),
        (b"OggS\x00\x02", "", "audio/ogg"),
        (b"fLaC\x00\x00\x00\x22", "", "audio/flac"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00", "", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", ".m4a", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", ".mp4", "video/mp4"),
        (b"\x89PNG\r\n\x1a\n\x00", "", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "", "image/jpeg"),
        (zipped("[Content_Types].xml", "word/document.xml"), "", DOCX),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "", XLSX),
        (zipped("data.csv"), ".docx", DOCX),
        (zipped("data.csv"), "", "application/zip"),
        (b'<?xml version="1.0"?>\n<Invoice/>', "", "application/xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", ".txt", "application/xml"),
        ("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16"), "", "application/xml"),
        (b"<Invoice xmlns='urn'/>", ".xml", "application/xml"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi", "", "text/vtt"),
        (b"1\n00:00:00,000 --> 00:00:01,000\nHi", ".srt", "application/x-subrip"),
        (b'{"turns": []}', "", "application/json"),
        (b'\n [{"speaker": "A"}]', ".json", "application/json"),
        (b"[Applause] Good morning", ".txt", "text/plain"),
        (b"{curly} prose", "", "text/plain"),
        (b"id,text\n1,hello", ".csv", "text/csv"),
        (b"# Title", ".MD", "text/markdown"),
        ("Grüße, 世界".encode(), "", "text/plain"),
        ("Grüße".encode("latin-1"), ".txt", "text/plain"),
        (b"\x00\x01\x02\x03", "", "application/octet-stream"),
        (b"\x00\x01\x02\x03", ".wav", "audio/x-wav"),
        (b"", "", "application/octet-stream"),
        (b"", ".txt", "text/plain"),
    ],
)
def test_media_type(start: bytes, extension: str, expected: str) -> None:
    assert media_type_of(start, extension) == expected


def test_text_cut_in_the_middle_of_a_character_is_still_text() -> None:
    assert media_type_of("世界".encode()[:4], "") == "text/plain"


@given(st.binary(max_size=64), st.sampled_from(["", ".txt", ".json", ".xml", ".docx", ".m4a", ".weird"]))
def test_any_bytes_have_a_media_type(start: bytes, extension: str) -> None:
    kind, _, subtype = media_type_of(start, extension).partition("/")
    assert kind
    assert subtype
