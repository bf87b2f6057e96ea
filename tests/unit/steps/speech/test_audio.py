"""Recordings are known by their first bytes; what is none is refused before anybody is called."""

from __future__ import annotations

import io
import struct
import wave

import pytest

from steps.core.errors import PermanentError
from steps.speech.audio import sniffed
from steps.speech.models import AudioFormat


def wav(seconds: float, *, rate: int = 16000, channels: int = 1, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate)
        writer.writeframes(bytes(int(seconds * rate) * channels * width))
    return file.getvalue()


def look(data: bytes) -> AudioFormat:
    return sniffed(io.BytesIO(data), len(data))


def test_wav_says_everything() -> None:
    found = look(wav(2.5, rate=44100, channels=2, width=3))
    assert found == AudioFormat(
        container="wav", codec="pcm_24", media_type="audio/wav", sample_rate=44100, channels=2, seconds=2.5
    )


def test_wav_with_other_chunks_before_its_samples() -> None:
    plain = wav(1.0)
    odd = b"LIST" + struct.pack("<I", 5) + b"abcde\x00"
    assert look(plain[:12] + odd + plain[12:]).seconds == 1.0


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_wav_written_to_a_pipe_has_the_length_of_the_file(length: int) -> None:
    plain = bytearray(wav(1.0))
    struct.pack_into("<I", plain, 40, length)
    assert look(bytes(plain)).seconds == 1.0


def test_flac() -> None:
    packed = (48000 << 44 | (2 - 1) << 41 | 15 << 36 | 96000).to_bytes(8, "big")
    start = b"fLaC" + b"\x00\x00\x00\x22" + bytes(10) + packed + bytes(16)
    found = look(start)
    assert (found.container, found.sample_rate, found.channels, found.seconds) == ("flac", 48000, 2, 2.0)


def test_ogg_opus_and_vorbis() -> None:
    page = b"OggS" + bytes(24)
    assert look(page + b"OpusHead\x01\x02" + bytes(9)).codec == "opus"
    vorbis = look(page + b"\x01vorbis" + bytes(4) + b"\x01" + struct.pack("<I", 22050))
    assert (vorbis.codec, vorbis.channels, vorbis.sample_rate) == ("vorbis", 1, 22050)


@pytest.mark.parametrize(
    ("start", "container", "rate", "channels"),
    [
        (b"\xff\xfb\x90\x44", "mp3", 44100, 2),
        (b"\xff\xf3\x44\xc4", "mp3", 24000, 1),
        (b"ID3\x04\x00\x00\x00\x00\x00\x02ab\xff\xfb\x94\xc0", "mp3", 48000, 1),
        (b"ID3\x04\x00\x00\x00\x00\x7f\x7f picture", "mp3", None, None),
        (b"\xff\xf1\x50\x80\x00\x1f\xfc", "adts", None, None),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "mp4", None, None),
        (b"\x1aE\xdf\xa3\x01", "matroska", None, None),
        (b"#!AMR\n", "amr", None, None),
    ],
)
def test_other_containers(start: bytes, container: str, rate: int | None, channels: int | None) -> None:
    found = look(start + bytes(200))
    assert (found.container, found.sample_rate, found.channels) == (container, rate, channels)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Dear Sir or Madam", "text/plain"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png"),
        (b"PK\x03\x04" + bytes(40), "application/zip"),
        (b"RIFF\x00\x00\x00\x00WEBP" + bytes(40), "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVE" + bytes(40), "audio/wav"),
        (bytes(64), "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "image/jpeg"),
    ],
)
def test_what_is_no_audio(data: bytes, kind: str) -> None:
    with pytest.raises(PermanentError) as refused:
        look(data)
    assert refused.value.code == "not_audio"
    assert refused.value.message.endswith(kind)


@pytest.mark.parametrize(("seconds", "code"), [(0.0, "audio_too_short"), (0.159, "audio_too_short")])
def test_too_short(seconds: float, code: str) -> None:
    with pytest.raises(PermanentError) as refused:
        look(wav(seconds))
    assert refused.value.code == code


def test_too_long() -> None:
    header = bytearray(wav(1.0, rate=8000))
    size = 8000 * 2 * 36_001 + 44
    struct.pack_into("<I", header, 40, size - 44)
    with pytest.raises(PermanentError, match="audio_too_long"):
        sniffed(io.BytesIO(bytes(header)), size)
