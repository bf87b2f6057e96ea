"""What kind of recording this is, from its first bytes: so that a letter sent as audio costs no call."""

from __future__ import annotations

import struct
from typing import BinaryIO

from steps.core.errors import PermanentError
from steps.core.storage.media_types import media_type_of
from steps.speech.models import AudioFormat

HEADER = 65_536  # bytes; chunks before a WAV's samples fit, and so do most ID3 tags without a picture
SHORTEST = 0.16  # seconds; AssemblyAI refuses less
LONGEST = 36_000.0  # seconds; AssemblyAI takes at most 10 h
_WAV_CODECS = {
    1: "pcm",
    3: "float",
    6: "alaw",
    7: "mulaw",
    2: "adpcm",
    0x11: "adpcm",
    0x55: "mp3",
    0xFFFE: "pcm",
}
_OTHERS = {
    "audio/mp4": "mp4", "video/mp4": "mp4", "video/webm": "matroska", "audio/aiff": "aiff", "audio/x-caf": "caf",
    "audio/amr": "amr", "audio/basic": "au", "audio/x-ms-wma": "asf",
}  # fmt: skip
_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def sniffed(stream: BinaryIO, size: int) -> AudioFormat:
    """What the recording is; `size` is its length in bytes.

    Errors: PermanentError `not_audio`, `audio_too_short`, `audio_too_long`, before anybody was called.
    """
    start = stream.read(HEADER)
    found = _wav(start, size) or _flac(start) or _ogg(start) or _other(start) or _mpeg(start)
    if found is None:
        kind = media_type_of(start)
        raise PermanentError("not_audio", f"document: is no audio file that we know; it looks like {kind}")
    if found.seconds is not None and found.seconds < SHORTEST:
        raise PermanentError("audio_too_short", "document: the recording is shorter than 160 ms")
    if found.seconds is not None and found.seconds > LONGEST:
        raise PermanentError("audio_too_long", "document: the recording is longer than 10 hours")
    return found


def _wav(start: bytes, size: int) -> AudioFormat | None:
    if start[:4] not in (b"RIFF", b"RF64") or start[8:12] != b"WAVE":
        return None
    at, layout = 12, None
    while at + 8 <= len(start):
        name, length = start[at : at + 4], struct.unpack_from("<I", start, at + 4)[0]
        if name == b"fmt " and at + 24 <= len(start):
            layout = struct.unpack_from("<HHIIHH", start, at + 8)
        if name == b"data" and layout:
            codec, channels, rate, bytes_per_second, _, bits = layout
            samples = min(
                length or size, max(0, size - at - 8)
            )  # a WAV written to a pipe does not know its length
            return AudioFormat(
                container="wav",
                codec=f"{_WAV_CODECS.get(codec, 'unknown')}_{bits}"
                if bits
                else _WAV_CODECS.get(codec, "unknown"),
                media_type="audio/wav",
                sample_rate=rate,
                channels=channels,
                seconds=round(samples / bytes_per_second, 3) if bytes_per_second else None,
            )
        at += 8 + length + length % 2
    return None


def _flac(start: bytes) -> AudioFormat | None:
    """STREAMINFO is the first block of every FLAC (RFC 9639, section 8.2)."""
    if start[:4] != b"fLaC" or len(start) < 26:
        return None
    packed = int.from_bytes(start[18:26], "big")
    rate, samples = packed >> 44, packed & (1 << 36) - 1
    return AudioFormat(
        container="flac",
        codec="flac",
        media_type="audio/flac",
        sample_rate=rate or None,
        channels=(packed >> 41 & 7) + 1,
        seconds=round(samples / rate, 3) if rate and samples else None,
    )


def _ogg(start: bytes) -> AudioFormat | None:
    if start[:4] != b"OggS":
        return None
    codec, channels, rate = "unknown", None, None
    if (at := start.find(b"OpusHead", 0, 512)) >= 0 and at + 10 <= len(start):
        codec, channels, rate = "opus", start[at + 9], 48000
    elif (at := start.find(b"\x01vorbis", 0, 512)) >= 0 and at + 16 <= len(start):
        codec, channels, rate = "vorbis", start[at + 11], struct.unpack_from("<I", start, at + 12)[0]
    return AudioFormat(
        container="ogg", codec=codec, media_type="audio/ogg", sample_rate=rate, channels=channels
    )


def _other(start: bytes) -> AudioFormat | None:
    media_type = media_type_of(start)
    container = _OTHERS.get(media_type)
    if container is None:
        return None
    return AudioFormat(container=container, codec="unknown", media_type=media_type)


def _mpeg(start: bytes) -> AudioFormat | None:
    """MPEG audio or ADTS: eleven or twelve set bits, then values that exist (ISO/IEC 11172-3, 13818-7)."""
    tagged = start[:3] == b"ID3"
    at = 10 + _seven_bits(start[6:10]) if tagged else 0
    frame = start[at : at + 4]
    if len(frame) == 4 and frame[0] == 0xFF and frame[1] & 0xF6 == 0xF0:
        return AudioFormat(container="adts", codec="aac", media_type="audio/aac")
    if len(frame) == 4 and frame[0] == 0xFF and frame[1] & 0xE0 == 0xE0:
        version, layer, bit_rate, rate = (
            frame[1] >> 3 & 3,
            frame[1] >> 1 & 3,
            frame[2] >> 4,
            frame[2] >> 2 & 3,
        )
        if version != 1 and layer != 0 and bit_rate not in (0, 15) and rate != 3:
            return AudioFormat(
                container="mp3",
                codec=f"mp{4 - layer}",
                media_type="audio/mpeg",
                sample_rate=_MP3_RATES[version][rate],
                channels=1 if frame[3] >> 6 == 3 else 2,
            )
    return AudioFormat(container="mp3", codec="unknown", media_type="audio/mpeg") if tagged else None


def _seven_bits(size: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=False))
