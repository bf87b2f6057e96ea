"""What kind of file this is: its first bytes say it, its extension only where they do not."""

from __future__ import annotations

import mimetypes
import re

SNIFFED_BYTES = 4096
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
OLE = "application/x-ole-storage"  # the container of old Office files, and of an encrypted .docx
XML, HTML = "application/xml", "text/html"

_STARTS = (
    (b"{\\rtf", "application/rtf"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"caff\x00", "audio/x-caf"),
    (b"#!AMR", "audio/amr"),
    (b".snd", "audio/basic"),
    (b"0&\xb2u", "audio/x-ms-wma"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"Rar!", "application/vnd.rar"),
)
_ZIPPED = {".docx": DOCX, ".xlsx": XLSX}
_OLD_OFFICE = {
    ".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
}  # fmt: skip
_TEXTS = {
    ".csv": "text/csv", ".md": "text/markdown", ".vtt": "text/vtt", ".srt": "application/x-subrip",
    ".jsonl": "application/jsonl", ".ndjson": "application/jsonl", ".html": HTML,
}  # fmt: skip
_BY_EXTENSION = mimetypes.MimeTypes()  # Python's own table, not that of the machine
_MP4_AUDIO = (b"M4A ", b"M4B ")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(r"<(?:!doctype html|html[\s>])", re.IGNORECASE)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL = 0.01  # share of control characters that plain text may hold


def media_type_of(start: bytes, extension: str = "") -> str:
    """The media type of a file from its first SNIFFED_BYTES and its extension (`.wav`, or nothing)."""
    guessed = _BY_EXTENSION.guess_type("file" + extension.lower())[0]
    return sniffed(start, extension) or guessed or "application/octet-stream"


def sniffed(start: bytes, extension: str = "") -> str | None:
    """What the first SNIFFED_BYTES say, or None; the extension only tells kinds apart that start alike."""
    extension = extension.lower()
    if b"%PDF-" in start[:1024]:  # where PDF readers look for it
        return PDF
    for signature, media_type in _STARTS:
        if start.startswith(signature):
            return media_type
    if start[:4] == b"PK\x03\x04":
        return _zip_type(start, extension)
    if start[:4] == b"PK\x05\x06":  # a zip with nothing in it
        return ZIP
    if start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _OLD_OFFICE.get(extension, OLE)
    if start.startswith(_UTF_16):
        text = start[: len(start) // 2 * 2].decode("utf-16", "replace").rstrip("\ufffd")
        if "\ufffd" not in text and is_text(text):  # otherwise it may be a frame of MPEG audio
            return text_type(text, extension)
    if sound := _sound_or_film(start, extension):
        return sound
    text = start.decode("utf-8-sig", errors="ignore")
    return text_type(text, extension) if start and is_text(text) else None


def is_text(text: str) -> bool:
    """Whether people can have written it: no NUL, and hardly any control character."""
    return "\x00" not in text and len(_CONTROL.findall(text)) <= _MAX_CONTROL * len(text)


def text_type(text: str, extension: str = "") -> str:
    """The media type of a text by its beginning, and by its extension where that does not say it."""
    text = text[:SNIFFED_BYTES].lstrip("\ufeff").lstrip()
    if text[:5].lower() == "<?xml":
        return XML
    if _HTML.match(text):
        return HTML
    if text.startswith("WEBVTT"):
        return "text/vtt"
    if extension in _TEXTS:
        return _TEXTS[extension]
    if extension == ".json" or (text[:1] in ("{", "[") and extension in ("", ".txt")):
        return "application/json" if extension == ".json" or _looks_like_json(text) else "text/plain"
    if extension == ".xml" and text.startswith("<"):
        return XML
    return "text/plain"


def _zip_type(start: bytes, extension: str) -> str:
    if extension in _ZIPPED:
        return _ZIPPED[extension]
    return DOCX if b"word/" in start else XLSX if b"xl/" in start else ZIP


def _sound_or_film(start: bytes, extension: str) -> str | None:
    if start[:4] in (b"RIFF", b"RF64") and start[8:12] in (b"WAVE", b"WEBP", b"AVI "):
        return {b"WAVE": "audio/wav", b"WEBP": "image/webp"}.get(start[8:12], "video/x-msvideo")
    if start[:4] == b"FORM" and start[8:12] in (b"AIFF", b"AIFC"):
        return "audio/aiff"
    if start[4:8] == b"ftyp":
        return "audio/mp4" if start[8:12] in _MP4_AUDIO or extension in (".m4a", ".m4b") else "video/mp4"
    tagged = start[:3] == b"ID3" and start[3:4] < b" "
    return "audio/mpeg" if tagged or _is_mpeg_audio(start) else None


def _is_mpeg_audio(start: bytes) -> bool:
    """A frame header: eleven set bits, then a version, layer and bit rate that exist (ISO/IEC 11172-3)."""
    if len(start) < 3 or start[0] != 0xFF or start[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, rate = start[1] >> 3 & 3, start[1] >> 1 & 3, start[2] >> 4, start[2] >> 2 & 3
    return version != 1 and layer != 0 and bit_rate not in (0, 15) and rate != 3


def _looks_like_json(text: str) -> bool:
    rest = text[1:].lstrip()
    return rest[:1] in ('"', "}", "]", "{", "[") if text[0] == "{" else rest[:1] in '"{[]-0123456789tfn'
