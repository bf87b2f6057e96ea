"""Each way a transcript can go wrong at the provider, what comes of it, and how many calls it may cost."""

from __future__ import annotations

import httpx
import pytest

from steps.core.errors import NotReady, PermanentError, TemporaryError
from tests.integration.speech.conftest import Start, through
from tests.integration.speech.recordings import tone


def test_unknown_status_counts_as_not_ready_and_is_logged(start: Start) -> None:
    trial = start()
    trial.submit()
    trial.fault("get", "status", detail="resting")
    with pytest.raises(NotReady):
        trial.poll()
    assert "unknown_transcript_status" in trial.log
    assert "resting" in trial.log
    through(trial)
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


def test_never_finishing_is_not_ready_each_time(start: Start) -> None:
    trial = start()
    trial.submit()
    trial.fault("get", "status", detail="processing", times=20)
    for _ in range(20):
        with pytest.raises(NotReady):
            trial.poll()
    assert trial.calls() == {"upload": 1, "submit": 1}


def test_deleted_at_the_provider_before_we_looked(start: Start) -> None:
    trial = start()
    transcript_id = trial.submit().transcript_id
    url = f"{trial.emulators.url}/v2/transcript/{transcript_id}"
    httpx.delete(url, headers={"authorization": trial.key}).raise_for_status()
    with pytest.raises(PermanentError) as failed:
        trial.poll()
    assert failed.value.code == "transcript_deleted"
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


def test_deleted_between_poll_and_process(start: Start) -> None:
    trial = start()
    trial.submit()
    trial.wait()
    trial.fault("get", "deleted")
    with pytest.raises(PermanentError) as failed:
        trial.process()
    assert failed.value.code == "transcript_deleted"
    assert trial.calls() == {"upload": 1, "submit": 1}


def test_unknown_to_the_provider(start: Start) -> None:
    trial = start()
    trial.submit()
    trial.fault("get", "http", status=404, body={"error": "Transcript lookup error, transcript id not found"})
    with pytest.raises(PermanentError) as failed:
        trial.poll()
    assert failed.value.code == "transcript_missing"
    assert trial.calls() == {"upload": 1, "submit": 1}


def test_failure_at_the_provider_is_submitted_once_more_from_the_same_upload(start: Start) -> None:
    trial = start()
    trial.fault("submit", "fails", detail="Internal error, please try again")
    first = trial.submit().transcript_id
    second = trial.wait()
    assert second.remote_status == "completed"
    assert second.final_transcript_id != first
    envelope = trial.process()
    assert envelope.usage.requests == 2
    assert trial.calls() == {"upload": 1, "submit": 2, "list": 1, "delete": 2}


def test_failure_at_the_provider_twice_fails_the_job(start: Start) -> None:
    trial = start()
    trial.fault("submit", "fails", detail="Internal error, please try again", times=2)
    trial.submit()
    answer = trial.wait()
    assert (answer.remote_status, answer.remote_error) == ("error", "Internal error, please try again")
    with pytest.raises(PermanentError) as failed:
        trial.process()
    assert failed.value.code == "transcription_failed"
    assert trial.calls() == {"upload": 1, "submit": 2, "list": 1, "delete": 2}


def test_unreadable_upload_is_sent_once_more(start: Start) -> None:
    trial = start()
    url = "https://cdn.assemblyai.com/upload/1"
    trial.fault(
        "submit", "fails", detail=f"Download error to {url}, 403 Client Error: Forbidden for url: {url}"
    )
    trial.submit()
    assert trial.wait().remote_status == "completed"
    assert url not in trial.log
    assert trial.process().result.remote_deleted
    assert trial.calls() == {"upload": 2, "submit": 2, "delete": 2}


def test_too_short_by_the_providers_measure(start: Start) -> None:
    trial = start(tone(0.3))
    trial.fault("submit", "fails", detail="Audio duration is too short (less than 160ms).")
    trial.submit()
    trial.wait()
    with pytest.raises(PermanentError) as failed:
        trial.process()
    assert failed.value.code == "audio_too_short"
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


def test_deletion_fails_twice_then_the_result_counts_more(start: Start) -> None:
    trial = start()
    trial.submit()
    trial.wait()
    trial.fault("delete", "http", status=500, times=3)
    for _ in range(2):
        with pytest.raises(TemporaryError):
            trial.process()
        assert trial.row()[0] == "succeeded"
    envelope = trial.process()
    assert not envelope.result.remote_deleted
    assert envelope.warnings[-1].startswith("the provider's copy could not be deleted")
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 3}


def test_deletion_that_was_not_recorded_is_repeated_from_our_own_copy(start: Start) -> None:
    trial = start()
    trial.submit()
    trial.wait()
    trial.fault("delete", "http", status=500)
    with pytest.raises(TemporaryError):
        trial.process()
    url = f"{trial.emulators.url}/v2/transcript/{trial.outputs['final_transcript_id']}"
    httpx.delete(url, headers={"authorization": trial.key}).raise_for_status()
    assert trial.process().result.remote_deleted
    assert trial.row()[0] == "deleted"
