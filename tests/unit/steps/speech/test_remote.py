"""What the provider's answers mean."""

from __future__ import annotations

from typing import Any

import pytest

from steps.core.errors import PermanentError
from steps.core.models import DocumentRef
from steps.core.speech.client import without_urls
from steps.process_speaker_separation import engine_of
from steps.speech.remote import failure_of, refuse_deleted, warnings_of
from steps.speech.submission import Recording, options_of

URL = "https://cdn.assemblyai.com/upload/abc?token=1"


@pytest.mark.parametrize(
    ("error", "code", "again", "upload_again"),
    [
        (
            "Transcoding failed. File does not appear to contain audio. File type is text/html",
            "not_audio",
            False,
            False,
        ),
        ("Audio duration is too short (less than 160ms).", "audio_too_short", False, False),
        (f"Download error, unable to download {URL}. Please make sure", "audio_unreachable", False, True),
        (f"Download error to {URL}, 403 Client Error", "audio_unreachable", False, True),
        ("Something we have never seen", "transcription_failed", True, False),
        ("", "transcription_failed", True, False),
    ],
)
def test_failures_by_their_beginning(error: str, code: str, again: bool, upload_again: bool) -> None:
    failure = failure_of(error)
    assert (failure.code, failure.again, failure.upload_again) == (code, again, upload_again)
    assert "abc" not in failure.message


@pytest.mark.parametrize(
    "raw",
    [
        {
            "status": "completed",
            "text": "Deleted by user.",
            "words": None,
            "audio_url": "http://deleted_by_user",
        },
        {"status": "completed", "text": "Deleted by user.", "words": None, "audio_url": "x"},
        {"status": "completed", "text": "x", "words": [1], "audio_url": "http://deleted_by_user"},
    ],
)
def test_a_deleted_transcript_is_no_transcript(raw: dict[str, Any]) -> None:
    with pytest.raises(PermanentError, match="transcript_deleted"):
        refuse_deleted(raw)


def test_somebody_may_say_these_words() -> None:
    refuse_deleted({"text": "Deleted by user.", "words": [{"text": "Deleted"}], "audio_url": URL})


@pytest.mark.parametrize("metadata", [None, {}, {"warnings": None}, {"warnings": ["x", {"text": "y"}]}, "no"])
def test_no_warnings(metadata: Any) -> None:
    assert warnings_of({"metadata": metadata}) == []


def test_warnings_come_without_urls() -> None:
    assert warnings_of({"metadata": {"warnings": [{"message": f"slow {URL}"}]}}) == ["slow [url]"]


def test_messages_lose_their_urls_and_their_length() -> None:
    assert without_urls(f"unable to download {URL}. S3://bucket/key or \n else") == (
        "unable to download [url] [url] or else"
    )
    assert len(without_urls("x" * 1000)) == 300


def recording(**more: Any) -> Recording:
    return Recording(
        document=DocumentRef(uri="file:///a"), document_bytes=1, document_sha256="0" * 64, **more
    )


def test_options_ask_for_voices_or_channels_never_both() -> None:
    models = {"speech_models": ["universal-3-5-pro", "universal-2"]}
    assert options_of(recording()) == {**models, "speaker_labels": True, "language_detection": True}
    assert options_of(recording(speakers_expected=3, language="en_us")) == {
        **models, "speaker_labels": True, "speakers_expected": 3, "language_code": "en_us",
    }  # fmt: skip
    assert options_of(recording(multichannel=True, speakers_expected=2)) == {
        **models, "multichannel": True, "language_detection": True,
    }  # fmt: skip


def test_rules_are_named_and_come_with_a_note() -> None:
    assert engine_of("universal-2") == ("assemblyai", "universal-2", None)
    assert engine_of(None) == ("assemblyai", "unknown model", None)
    engine, detail, note = engine_of("rules-1")
    assert (engine, detail) == ("rules", "rules-1")
    assert note is not None
    assert "words wrong" in note
