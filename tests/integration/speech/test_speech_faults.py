"""Each fault of the provider, what comes of it, and how many calls it may cost."""

from __future__ import annotations

import socket

import httpx
import pytest

from steps.core import speech
from steps.core.errors import ConfigurationError, NotReady, PermanentError, TemporaryError
from tests.integration.speech.conftest import Start, Trial
from tests.integration.speech.recordings import tone


def through(trial: Trial) -> None:
    """The whole job, from where it stands."""
    trial.submit()
    trial.wait()
    assert trial.process().result.remote_deleted


@pytest.mark.parametrize("status", [500, 503, 504])
def test_server_error_then_well(start: Start, status: int) -> None:
    trial = start()
    trial.fault("submit", "http", status=status)
    with pytest.raises(TemporaryError) as failed:
        trial.submit()
    assert failed.value.code == "provider_unavailable"
    assert trial.row()[0] == "unknown"
    through(trial)
    assert trial.calls() == {"upload": 1, "submit": 2, "list": 1, "delete": 1}


def test_upload_refused_then_well(start: Start) -> None:
    trial = start()
    trial.fault("upload", "http", status=500)
    with pytest.raises(TemporaryError):
        trial.submit()
    assert trial.row()[0] == "intent"
    through(trial)
    assert trial.calls() == {"upload": 2, "submit": 1, "delete": 1}


def test_upload_refused_for_good(start: Start) -> None:
    trial = start()
    trial.fault("upload", "http", status=413, body={"error": "Upload is larger than 2.2 GB"})
    with pytest.raises(PermanentError, match=r"provider_rejected: AssemblyAI answered 413: Upload is larger"):
        trial.submit()
    assert trial.calls() == {"upload": 1}


def test_rate_limited_with_retry_after(start: Start) -> None:
    trial = start()
    trial.fault("submit", "http", status=429, retry_after=7, body={"error": "Too Many Requests"})
    with pytest.raises(TemporaryError) as failed:
        trial.submit()
    assert (failed.value.code, failed.value.retry_after) == ("provider_rate_limited", 7)
    assert trial.calls() == {"upload": 1, "submit": 1}
    through(trial)
    assert trial.calls() == {"upload": 1, "submit": 2, "list": 1, "delete": 1}


def test_rate_limited_while_polling(start: Start) -> None:
    trial = start()
    trial.submit()
    trial.fault("get", "http", status=429, retry_after=2)
    with pytest.raises(TemporaryError) as failed:
        trial.poll()
    assert not isinstance(failed.value, NotReady)
    assert failed.value.retry_after == 2
    through(trial)
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


def test_wrong_key(start: Start) -> None:
    trial = start()
    trial.key = "real-looking-key-0123456789abcdef"
    with pytest.raises(ConfigurationError) as failed:
        trial.submit()
    assert failed.value.code == "speech_key_refused"
    assert "ASSEMBLYAI_API_KEY" in failed.value.message
    assert trial.key not in str(failed.value) + trial.log
    assert trial.calls() == {"upload": 1}


def test_no_key(start: Start) -> None:
    trial = start()
    trial.key = ""
    with pytest.raises(ConfigurationError, match="ASSEMBLYAI_API_KEY is not set"):
        trial.submit()
    assert trial.calls() == {}


def test_not_audio_costs_no_call(start: Start) -> None:
    trial = start(b"Dear Sir or Madam,\nthis is a letter.\n")
    with pytest.raises(PermanentError) as failed:
        trial.submit()
    assert failed.value.code == "not_audio"
    assert "text/plain" in failed.value.message
    assert trial.calls() == {}


def test_looks_like_audio_but_is_none(start: Start) -> None:
    trial = start(b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 40)
    trial.submit()
    answer = trial.wait()
    assert answer.remote_status == "error"
    with pytest.raises(PermanentError) as failed:
        trial.process()
    assert failed.value.code == "not_audio"
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


def test_connection_refused(start: Start) -> None:
    trial = start()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        trial.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(TemporaryError) as failed:
        trial.submit()
    assert failed.value.code == "provider_unreachable"
    assert "127.0.0.1" not in str(failed.value)
    trial.url = None
    through(trial)
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


@pytest.mark.parametrize("url", ["localhost:1", "ftp://127.0.0.1", "http://[::1"])
def test_wrong_base_url(start: Start, url: str) -> None:
    trial = start()
    trial.url = url
    with pytest.raises(ConfigurationError, match="ASSEMBLYAI_BASE_URL"):
        trial.submit()
    assert trial.calls() == {}


def test_provider_hangs(start: Start) -> None:
    trial = start()
    trial.seconds = 1.0
    trial.fault("upload", "hang")
    with pytest.raises(TemporaryError) as failed:
        trial.submit()
    assert failed.value.code == "provider_timeout"
    trial.seconds = 60.0
    through(trial)
    assert trial.calls() == {"upload": 2, "submit": 1, "delete": 1}


@pytest.mark.parametrize("kind", ["half_closed", "closed"])
def test_answer_breaks_off(start: Start, kind: str) -> None:
    trial = start()
    trial.submit()
    trial.fault("get", kind)
    with pytest.raises(TemporaryError) as failed:
        trial.poll()
    assert failed.value.code == "provider_unreachable"
    through(trial)
    assert trial.calls() == {"upload": 1, "submit": 1, "delete": 1}


def test_submission_taken_but_its_answer_lost_is_adopted(start: Start) -> None:
    trial = start()
    trial.fault("submit", "unheard")
    with pytest.raises(TemporaryError):
        trial.submit()
    assert trial.row()[0] == "unknown"
    through(trial)
    assert "transcript_adopted" in trial.log
    assert trial.calls() == {"upload": 1, "submit": 1, "list": 1, "delete": 1}


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


def test_lost_submission_is_found_among_many_newer_transcripts(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "PAGE", 2)
    trial = start()
    trial.fault("submit", "unheard")
    with pytest.raises(TemporaryError):
        trial.submit()
    for seconds in (0.2, 0.3, 0.4):
        start(tone(seconds)).submit()
    trial.submit()
    assert trial.calls() == {"upload": 4, "submit": 4, "list": 2}


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
