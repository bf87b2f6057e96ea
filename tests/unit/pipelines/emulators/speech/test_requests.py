"""What the AssemblyAI emulator accepts and refuses, and what a transcript looks like at which time."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.emulators.speech.clock import Clock
from pipelines.emulators.speech.records import Record, listed, transcript
from pipelines.emulators.speech.requests import INVALID, RefusedRequest, parsed

ASKED = {"audio_url": "https://cdn.assemblyai.com/upload/x", "speech_models": ["universal-2"]}
HEARD = {
    "seconds": 4.4,
    "channels": 2,
    "warnings": ["only so much"],
    "utterances": [
        {"speaker": "1", "channel": "1", "start": 0, "end": 900, "words": [
            {"text": "Good", "start": 0, "end": 400, "confidence": 0.5},
            {"text": "day.", "start": 500, "end": 900, "confidence": 1.0},
        ]},
        {"speaker": "2", "channel": "2", "start": 700, "end": 1200, "words": [
            {"text": "Hello.", "start": 700, "end": 1200, "confidence": 0.9},
        ]},
    ],
}  # fmt: skip


def record(heard: dict[str, Any] | None = None, ready_at: float = 100.0, **more: Any) -> Record:
    request = parsed({**ASKED, **more.pop("asked", {})})
    return Record(
        id="t", owner="o", number=1, request=request, created=50.0, ready_at=ready_at, heard=heard, **more
    )


def test_what_the_steps_send_is_accepted() -> None:
    request = parsed({**ASKED, "speaker_labels": True, "speakers_expected": 3, "language_detection": True})
    assert (request.speakers, request.speaker_labels, request.multichannel) == (3, True, False)


def test_speaker_options_count_when_they_leave_no_choice() -> None:
    for least, most, speakers in ((2, 2, 2), (2, 4, None), (None, 3, None)):
        options = {"min_speakers_expected": least, "max_speakers_expected": most}
        assert parsed({**ASKED, "speaker_options": options}).speakers == speakers


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unheard_of": 1}, f"{INVALID} (unheard_of)"),
        ({"speakers_expected": "2"}, f"{INVALID} (speakers_expected)"),
        ({"speakers_expected": 0}, f"{INVALID} (speakers_expected)"),
        ({"speaker_labels": "yes"}, f"{INVALID} (speaker_labels)"),
        ({"speech_models": []}, f"{INVALID} (speech_models)"),
        ({"speech_models": ["whisper"]}, '"speech_models" holds an unknown model: whisper'),
        ({"audio_url": "./local.mp3"}, "Transcript creation error, audio_url should start with http"),
        (
            {"keyterms_prompt": ["x"]},
            "The emulator has no keyterms_prompt; leave it out, or use the real service.",
        ),
        (
            {"summarization": True},
            "The emulator has no summarization; leave it out, or use the real service.",
        ),
    ],
)
def test_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedRequest) as refused:
        parsed({**ASKED, **change})
    assert str(refused.value) == said


@pytest.mark.parametrize("body", [[], None, "x", {}])
def test_what_is_no_request(body: Any) -> None:
    with pytest.raises(RefusedRequest, match="Invalid endpoint schema"):
        parsed(body)


def test_features_that_are_off_need_not_exist() -> None:
    assert parsed({**ASKED, "summarization": False, "prompt": None}).audio_url == ASKED["audio_url"]


def test_an_hour_passes_in_six_seconds() -> None:
    assert Clock(processing_seconds=3600, speed=600).ready_at(1000.0) == 1006.0
    assert Clock().ready_at(1000.0) == 1000.0


def test_status_follows_listening_and_the_clock() -> None:
    assert record().status(60.0, listening=False) == "queued"
    assert record().status(999.0, listening=True) == "processing"
    assert record(HEARD).status(99.9, listening=False) == "processing"
    assert record(HEARD).status(100.0, listening=False) == "completed"
    assert record({"error": "Transcoding failed."}).status(100.0, listening=False) == "error"
    assert record(HEARD, fails="Server error").status(100.0, listening=False) == "error"
    assert record(deleted=True).status(60.0, listening=False) == "completed"


def test_nothing_is_known_before_it_is_completed() -> None:
    for status in ("queued", "processing", "error"):
        answer = transcript(record(HEARD), status)
        unknown = ("text", "words", "utterances", "confidence", "audio_duration", "speech_model_used")
        assert {answer[name] for name in unknown} == {None}


def test_completed_by_channel() -> None:
    answer = transcript(record(HEARD, asked={"multichannel": True, "language_code": "en_us"}), "completed")
    assert answer["text"] == "Good day. Hello."
    assert (answer["audio_duration"], answer["audio_channels"], answer["language_code"]) == (4, 2, "en_us")
    assert [(one["speaker"], one["channel"], one["confidence"]) for one in answer["utterances"]] == [
        ("1", "1", 0.75), ("2", "2", 0.9),
    ]  # fmt: skip
    assert [word["start"] for word in answer["words"]] == [0, 500, 700]
    assert answer["metadata"] == {"warnings": [{"message": "only so much"}]}
    assert answer["speech_model_used"] == "rules-1"


def test_without_speaker_labels_nobody_is_told_apart() -> None:
    answer = transcript(record(HEARD), "completed")
    assert answer["utterances"] is None
    assert {word["speaker"] for word in answer["words"]} == {None}


def test_a_deleted_transcript_still_says_completed() -> None:
    answer = transcript(record(deleted=True), "completed")
    assert (answer["text"], answer["audio_url"]) == ("Deleted by user.", "http://deleted_by_user")
    assert listed(record(deleted=True), "completed", "http://h")["audio_url"] == "http://deleted_by_user"


def test_an_entry_of_a_list() -> None:
    entry = listed(record(HEARD), "completed", "http://h")
    assert entry["resource_url"] == "http://h/v2/transcript/t"
    assert entry["created"] == "1970-01-01T00:00:50.000000Z"
    assert entry["completed"] == "1970-01-01T00:01:40.000000Z"
