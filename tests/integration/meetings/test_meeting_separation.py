"""A meeting that a speaker-separation job has transcribed is read from that job's result."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from steps.core.errors import ExitCode
from steps.core.storage.storage import Storage
from tests.integration.meetings.conftest import Meeting

RECORDING = {"document": {"uri": "file:///recording.wav"}}


def separated(engine: str = "assemblyai", **changes: Any) -> dict[str, Any]:
    said = [
        ("A", "Good morning, let us talk about the stand at the fair."),
        ("B", "I'll order the tent by Friday."),
        ("A", "Great, then we decided to take the big tent to the fair."),
    ]
    utterances = [
        {"speaker": who, "text": text, "start_ms": 4000 * n, "end_ms": 4000 * n + 3500, "words": []}
        for n, (who, text) in enumerate(said)
    ]
    speakers = [
        {"label": "A", "display_name": "Maren Holt", "seconds": 7.0},
        {"label": "B", "display_name": None, "seconds": 3.5},
    ]
    return {"engine": engine, "result": {"speakers": speakers, "utterances": utterances, **changes}}


def test_its_utterances_are_the_turns(meeting: Meeting) -> None:
    other = meeting.completed("speaker-separation", RECORDING, separated())
    meeting.new_job(speaker_separation_job_id=other)
    assert meeting.attempt() == ExitCode.DONE
    result = meeting.result
    assert [(who["name"], who["turns"]) for who in result["participants"]] == [
        ("Maren Holt", 2),
        ("Speaker B", 1),
    ]
    assert result["duration_s"] == 12
    [action] = result["action_items"]
    assert (action["owner"], action["due_date"], action["evidence"][0]["turn"]) == (
        "Speaker B",
        "2026-03-13",
        1,
    )
    transcript = (
        Storage(meeting.storage_url)
        .read(meeting.output["artifacts"]["transcript"]["uri"], limit=10_000)
        .decode()
    )
    piece = action["evidence"][0]
    assert transcript[piece["start"] : piece["end"]] == piece["quote"] == "I'll order the tent by Friday."


def test_that_rules_heard_it_is_said(meeting: Meeting) -> None:
    meeting.new_job(
        speaker_separation_job_id=meeting.completed("speaker-separation", RECORDING, separated("rules"))
    )
    assert meeting.attempt() == ExitCode.DONE
    assert any("transcribed by rules" in warning for warning in meeting.output["warnings"])


@pytest.mark.parametrize("kind", ["unknown", "no id", "another job", "no result yet", "nobody speaks"])
def test_what_is_no_such_result_fails_at_once(meeting: Meeting, kind: str) -> None:
    other = {
        "unknown": lambda: str(uuid.uuid4()),
        "no id": lambda: "-" * 36,
        "another job": lambda: meeting.completed("news-analyzer", {"text": "x"}, {"result": {}}),
        "no result yet": lambda: meeting.completed("speaker-separation", RECORDING, None),
        "nobody speaks": lambda: meeting.completed("speaker-separation", RECORDING, separated(utterances=[])),
    }[kind]()
    meeting.new_job(speaker_separation_job_id=other)
    assert meeting.attempt() == ExitCode.PERMANENT
    code = "unsupported_document" if kind == "nobody speaks" else "no_such_result"
    assert (meeting.error["code"], meeting.fingerprints) == (code, [])
    if kind == "no result yet":
        assert "its status is queued" in meeting.error["message"]
    if kind == "another job":
        assert "is a news-analyzer, not a speaker-separation" in meeting.error["message"]
