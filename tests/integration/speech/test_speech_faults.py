"""Each fault on the way to the provider, what comes of it, and how many calls it may cost."""

from __future__ import annotations

import socket

import pytest

from steps.core.errors import ConfigurationError, NotReady, PermanentError, TemporaryError
from steps.core.speech import client
from tests.integration.speech.conftest import Start, through
from tests.integration.speech.recordings import tone


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
    trial.seconds = 8.0
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


def test_lost_submission_is_found_among_many_newer_transcripts(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE", 2)
    trial = start()
    trial.fault("submit", "unheard")
    with pytest.raises(TemporaryError):
        trial.submit()
    for seconds in (0.2, 0.3, 0.4):
        start(tone(seconds)).submit()
    trial.submit()
    assert trial.calls() == {"upload": 4, "submit": 4, "list": 2}
