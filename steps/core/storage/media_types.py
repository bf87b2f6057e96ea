"""What kind of file this is: its first bytes say it, its extension only where they do not."""

from __future__ import annotations

import mimetypes

SNIFFED_BYTES = 4096

_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"\x1f\x8b", "application/gzip"),
)
_ZIPPED = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXTS = {
    ".csv": "text/csv", ".md": "text/markdown", ".vtt": "text/vtt", ".srt": "application/x-subrip",
    ".jsonl": "application/jsonl", ".ndjson": "application/jsonl", ".html": "text/html",
}  # fmt: skip
_BY_EXTENSION = mimetypes.MimeTypes()  # Python's own table, not that of the machine
_MP4_AUDIO = (b"M4A ", b"M4B ")


def media_type_of(start: bytes, extension: str = "") -> str:
    """The media type of a file from its first SNIFFED_BYTES and its extension (`.wav`, or nothing)."""
    extension = extension.lower()
    for signature, media_type in _STARTS:
        if start.startswith(signature):
            return media_type
    if start[:4] == b"RIFF":
        return {b"WAVE": "audio/wav", b"WEBP": "image/webp"}.get(start[8:12], "application/octet-stream")
    if start[4:8] == b"ftyp":
        return "audio/mp4" if start[8:12] in _MP4_AUDIO or extension in (".m4a", ".m4b") else "video/mp4"
    if start[:4] == b"PK\x03\x04":
        return _zip_type(start, extension)
    if _is_mpeg_audio(start):
        return "audio/mpeg"
    if start and _is_text(start):
        return _text_type(start, extension)
    return _BY_EXTENSION.guess_type("file" + extension)[0] or "application/octet-stream"


def _zip_type(start: bytes, extension: str) -> str:
    if extension in _ZIPPED:
        return _ZIPPED[extension]
    return (
        _ZIPPED[".docx"] if b"word/" in start else _ZIPPED[".xlsx"] if b"xl/" in start else "application/zip"
    )


def _is_mpeg_audio(start: bytes) -> bool:
    """A frame header: eleven set bits, then a version, layer and bit rate that exist (ISO/IEC 11172-3)."""
    if len(start) < 3 or start[0] != 0xFF or start[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, rate = start[1] >> 3 & 3, start[1] >> 1 & 3, start[2] >> 4, start[2] >> 2 & 3
    return version != 1 and layer != 0 and bit_rate not in (0, 15) and rate != 3


def _is_text(start: bytes) -> bool:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):  # a UTF-16 byte order mark
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in start)


def _text_type(start: bytes, extension: str) -> str:
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = start.decode(encoding, errors="ignore").lstrip()
    if text.startswith("<?xml"):
        return "application/xml"
    if text.startswith("WEBVTT"):
        return "text/vtt"
    if extension in _TEXTS:
        return _TEXTS[extension]
    if extension == ".json" or (text[:1] in ("{", "[") and extension in ("", ".txt")):
        return "application/json" if extension == ".json" or _looks_like_json(text) else "text/plain"
    if extension == ".xml" and text.startswith("<"):
        return "application/xml"
    return "text/plain"


def _looks_like_json(text: str) -> bool:
    rest = text[1:].lstrip()
    return rest[:1] in ('"', "}", "]", "{", "[") if text[0] == "{" else rest[:1] in '"{[]-0123456789tfn'
