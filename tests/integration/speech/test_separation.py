"""A recording of two people, from file to stored result, by the real SDK against the emulator: nothing is stubbed."""

from __future__ import annotations

import json
import logging
from typing import Any

import httpx
import pytest

from steps.core.speech.client import Speech
from steps.speech import captions
from steps.speech.models import SpeakerResult
from tests.integration.speech.conftest import Start, Trial
from tests.integration.speech.recordings import SAMPLE, TURNS, stereo


def remote(trial: Trial) -> dict[str, Any]:
    """The transcript as the provider shows it now."""
    answer = httpx.get(
        f"{trial.emulators.url}/v2/transcript/{trial.outputs['final_transcript_id']}",
        headers={"authorization": trial.key},
    )
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


def assert_turns(result: SpeakerResult, expected: list[tuple[str, int, int]]) -> None:
    assert [said.speaker for said in result.utterances] == [speaker for speaker, _, _ in expected]
    for said, (_, start, end) in zip(result.utterances, expected, strict=True):
        assert abs(said.start_ms - start) <= 150
        assert abs(said.end_ms - end) <= 200


def test_mono(start: Start) -> None:
    trial = start(SAMPLE.read_bytes(), speakers_expected=2, language="en")
    trial.submit()
    assert trial.wait().remote_status == "completed"
    envelope = trial.process()

    assert_turns(envelope.result, list(TURNS))
    assert [speaker.label for speaker in envelope.result.speakers] == ["A", "B"]
    assert "breakfast" in envelope.result.text
    assert all(check.passed for check in envelope.checks)
    assert (envelope.engine, envelope.engine_detail) == ("rules", "rules-1")
    assert envelope.quality_note is not None
    assert "words wrong" in envelope.quality_note
    assert envelope.language == "en"
    assert envelope.source is not None
    assert envelope.source.seconds == pytest.approx(14.547, abs=0.001)
    assert envelope.usage.requests == 1
    assert envelope.usage.audio_seconds == 15

    assert set(envelope.artifacts) == {"json", "txt", "srt", "vtt", "report"}
    cues = captions.cues_of(envelope.result.utterances)
    assert captions.read_srt(trial.read(envelope.artifacts["srt"])) == cues
    assert captions.read_vtt(trial.read(envelope.artifacts["vtt"])) == cues
    assert trial.read(envelope.artifacts["txt"]).count("\n") == len(TURNS)
    assert "| Speaker A |" in trial.read(envelope.artifacts["report"])
    raw = json.loads(trial.read(envelope.artifacts["json"]))
    assert raw["text"] == envelope.result.text
    assert raw["audio_url"] is None

    assert envelope.result.remote_deleted
    assert trial.row()[0] == "deleted"
    assert remote(trial)["text"] == "Deleted by user."
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


def test_a_speaker_on_each_channel_is_exact(start: Start) -> None:
    trial = start(stereo(), multichannel=True)
    trial.submit()
    trial.wait()
    result = trial.process().result
    shifted = [
        ("1" if speaker == "A" else "2", begin - late, end - late)
        for (speaker, begin, end), late in zip(TURNS, (0, 0, 1100, 1100), strict=True)
    ]
    assert_turns(result, shifted)
    assert {said.channel for said in result.utterances} == {"1", "2"}
    assert result.overlap_seconds == pytest.approx(0.4, abs=0.1)
    assert result.audio.channels == 2


def test_stereo_without_being_told_so_is_still_told_apart_by_channel(start: Start) -> None:
    trial = start(stereo())
    trial.submit()
    trial.wait()
    result = trial.process().result
    assert [said.speaker for said in result.utterances] == ["A", "B", "A", "B"]
    assert result.overlap_seconds == pytest.approx(0.4, abs=0.1)


def test_kept_at_the_provider_when_the_caller_says_so(start: Start) -> None:
    trial = start(delete_remote=False)
    trial.submit()
    trial.wait()
    envelope = trial.process()
    assert not envelope.result.remote_deleted
    assert trial.row()[0] == "succeeded"
    assert remote(trial)["text"] == ""
    assert "delete" not in trial.calls()


def test_a_recording_without_speech_completes_and_says_so(start: Start) -> None:
    trial = start()
    trial.submit()
    trial.wait()
    envelope = trial.process()
    assert envelope.result.utterances == []
    assert envelope.warnings == ["no speech was found in the recording"]


def test_every_step_may_be_repeated_and_pays_nothing_more(start: Start) -> None:
    trial = start()
    for _ in range(2):
        first = trial.submit()
    trial.wait()
    trial.poll()
    before = trial.process()
    again = trial.process()
    assert first.transcript_id == trial.row()[1]
    assert again.artifacts == before.artifacts
    assert again.result == before.result
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


def test_an_hour_of_processing_passes_on_the_emulated_clock(start: Start) -> None:
    trial = start()
    clock = f"{trial.emulators.url}/emulator/clock"
    httpx.post(clock, json={"processing_seconds": 3600, "speed": 1200}).raise_for_status()
    try:
        trial.submit()
    finally:
        httpx.post(clock, json={}).raise_for_status()
    trial.wait()
    statuses = {call.outcome for call in trial.emulators.calls.all("assemblyai.get")}
    assert trial.attempts["poll-speaker-separation"] > 5
    assert statuses == {"200"}


def test_the_hour_is_not_over_at_once(start: Start) -> None:
    trial = start()
    clock = f"{trial.emulators.url}/emulator/clock"
    httpx.post(clock, json={"processing_seconds": 3600, "speed": 1}).raise_for_status()
    try:
        trial.submit()
    finally:
        httpx.post(clock, json={}).raise_for_status()
    with pytest.raises(AssertionError, match="did not become ready"):
        trial.wait(1.5)


def test_nothing_private_is_logged(start: Start) -> None:
    trial = start(SAMPLE.read_bytes(), speakers_expected=2)
    trial.submit()
    trial.wait()
    envelope = trial.process()
    assert "speech_call" in trial.log
    for private in ("cdn.assemblyai.com", trial.key, envelope.result.text[:20], "breakfast"):
        assert private not in trial.log


def test_the_client_is_made_only_when_it_is_needed(start: Start) -> None:
    trial = start()
    speech = Speech(trial.settings, logging.LoggerAdapter(logging.getLogger(__name__)), time_left=lambda: 1.0)
    speech.close()
    assert trial.calls() == {}
