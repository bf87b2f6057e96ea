"""The emulator as the provider's own SDK and a plain client see it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import assemblyai
import httpx
import pytest

from pipelines.emulators.emulator_server import Emulators
from pipelines.emulators.injected_faults import Fault
from tests.integration.speech.recordings import SAMPLE, tone
from tests.support.waiting import PATIENCE, until

MODELS: dict[str, Any] = {"speech_models": ["universal-2"]}


@pytest.fixture
def client(emulators: Emulators) -> Iterator[httpx.Client]:
    headers = {"authorization": "emulator-one"}
    with httpx.Client(base_url=emulators.url, headers=headers) as client:
        yield client


def upload(client: httpx.Client, data: bytes) -> str:
    url: str = client.post("/v2/upload", content=data).raise_for_status().json()["upload_url"]
    return url


def finished(client: httpx.Client, transcript_id: str) -> dict[str, object]:
    def answer() -> dict[str, object] | None:
        found: dict[str, object] = client.get(f"/v2/transcript/{transcript_id}").raise_for_status().json()
        if found["status"] in ("completed", "error"):
            return found
        assert found["text"] is None
        return None

    ended = until(answer, seconds=5 * PATIENCE, every=0.05)
    assert ended
    return ended


@pytest.fixture
def transcriber(emulators: Emulators) -> Iterator[assemblyai.Transcriber]:
    settings = assemblyai.Settings(
        api_key="emulator-sdk", base_url=emulators.assemblyai_base_url, polling_interval=0.1
    )
    client = assemblyai.Client(settings=settings)
    config = assemblyai.TranscriptionConfig(speaker_labels=True, speakers_expected=2, **MODELS)
    yield assemblyai.Transcriber(client=client, config=config)
    client.http_client.close()


@pytest.mark.speed
def test_the_sample_takes_less_than_8_seconds(transcriber: assemblyai.Transcriber) -> None:
    started = time.monotonic()
    transcriber.transcribe(str(SAMPLE))
    assert time.monotonic() - started < 8


def test_the_sdks_own_way_from_file_to_subtitles(transcriber: assemblyai.Transcriber) -> None:
    transcript = transcriber.transcribe(str(SAMPLE))
    assert transcript.status == assemblyai.TranscriptStatus.completed
    assert [said.speaker for said in transcript.utterances or ()] == ["A", "B", "A", "B"]
    assert transcript.export_subtitles_vtt().startswith("WEBVTT\n\n00:00:00.")
    assert transcript.export_subtitles_srt().startswith("1\n00:00:00,")


def test_a_text_file_ends_in_the_providers_words(client: httpx.Client) -> None:
    url = upload(client, b"Dear Sir or Madam, this is a letter.")
    queued = client.post("/v2/transcript", json={"audio_url": url, **MODELS}).json()
    assert queued["status"] == "queued"
    ended = finished(client, queued["id"])
    assert ended["status"] == "error"
    assert str(ended["error"]).startswith("Transcoding failed. File does not appear to contain audio.")


def test_less_than_160_ms_ends_in_the_providers_words(client: httpx.Client) -> None:
    url = upload(client, tone(0.1))
    queued = client.post("/v2/transcript", json={"audio_url": url, **MODELS}).json()
    assert finished(client, queued["id"])["error"] == "Audio duration is too short (less than 160ms)."


def test_an_address_on_the_internet_cannot_be_downloaded(client: httpx.Client) -> None:
    asked = {"audio_url": "https://example.com/a.wav", **MODELS}
    ended = finished(client, client.post("/v2/transcript", json=asked).json()["id"])
    assert str(ended["error"]).startswith("Download error, unable to download https://example.com/a.wav")


def test_the_key_is_raw_and_opens_only_its_own(client: httpx.Client) -> None:
    url = upload(client, tone())
    transcript_id = client.post("/v2/transcript", json={"audio_url": url, **MODELS}).json()["id"]
    for key in ("", "Bearer emulator-one", "sk-other"):
        refused = client.get("/v2/transcript", headers={"authorization": key})
        assert refused.status_code == 401
        assert refused.json() == {"error": "Authentication error, API token missing/invalid"}
    other = {"authorization": "emulator-two"}
    assert client.get(f"/v2/transcript/{transcript_id}", headers=other).status_code == 404
    stolen = client.post("/v2/transcript", json={"audio_url": url, **MODELS}, headers=other)
    assert (stolen.status_code, stolen.json()) == (403, {"error": "Cannot access uploaded file"})


def test_an_upload_url_it_did_not_issue_is_refused(client: httpx.Client) -> None:
    for path in ("upload/00000000-0000-0000-0000-000000000000", "upload/../../etc/passwd", "other"):
        asked = {"audio_url": f"https://cdn.assemblyai.com/{path}", **MODELS}
        assert client.post("/v2/transcript", json=asked).status_code == 403


def test_lists_by_page_day_and_status(emulators: Emulators) -> None:
    with httpx.Client(base_url=emulators.url, headers={"authorization": "emulator-lists"}) as client:
        url = upload(client, tone(0.2))
        ids = [
            client.post("/v2/transcript", json={"audio_url": url, **MODELS}).json()["id"] for _ in range(3)
        ]
        for transcript_id in ids:
            finished(client, transcript_id)
        first = client.get("/v2/transcript", params={"limit": 2}).json()
        assert [entry["id"] for entry in first["transcripts"]] == [ids[2], ids[1]]
        older = client.get(first["page_details"]["prev_url"]).json()
        assert [entry["id"] for entry in older["transcripts"]] == [ids[0]]
        assert older["page_details"]["prev_url"] is None
        day = first["transcripts"][0]["created"][:10]
        counts = {
            name: client.get("/v2/transcript", params=params).json()["page_details"]["result_count"]
            for name, params in {
                "day": {"created_on": day},
                "other day": {"created_on": "2001-01-01"},
                "completed": {"status": "completed"},
                "queued": {"status": "queued"},
            }.items()
        }
        assert counts == {"day": 3, "other day": 0, "completed": 3, "queued": 0}
        assert client.get("/v2/transcript", params={"limit": 201}).status_code == 400


def test_submissions_are_counted_by_upload(client: httpx.Client, emulators: Emulators) -> None:
    one, other = upload(client, tone(0.2)), upload(client, tone(0.3))
    for url in (one, one, other):
        client.post("/v2/transcript", json={"audio_url": url, **MODELS}).raise_for_status()
    prints = [call.fingerprint for call in emulators.calls.all("assemblyai.submit")]
    assert prints[0] == prints[1] != prints[2]


def test_deleting_forgets_words_and_upload(client: httpx.Client) -> None:
    url = upload(client, tone(0.2))
    transcript_id = client.post("/v2/transcript", json={"audio_url": url, **MODELS}).json()["id"]
    for _ in range(2):
        deleted = client.delete(f"/v2/transcript/{transcript_id}").raise_for_status().json()
        assert (deleted["text"], deleted["audio_url"]) == ("Deleted by user.", "http://deleted_by_user")
        assert (deleted["status"], deleted["words"]) == ("completed", None)
    assert client.post("/v2/transcript", json={"audio_url": url, **MODELS}).status_code == 403
    assert client.get(f"/v2/transcript/{transcript_id}/srt").status_code == 400


def test_answers_while_it_listens(client: httpx.Client) -> None:
    url = upload(client, SAMPLE.read_bytes())
    transcript_id = client.post("/v2/transcript", json={"audio_url": url, **MODELS}).json()["id"]
    assert client.get(f"/v2/transcript/{transcript_id}").json()["status"] in ("queued", "processing")
    assert finished(client, transcript_id)["status"] == "completed"


@pytest.mark.speed
def test_answers_within_half_a_second_while_it_listens(client: httpx.Client) -> None:
    url = upload(client, SAMPLE.read_bytes())
    transcript_id = client.post("/v2/transcript", json={"audio_url": url, **MODELS}).json()["id"]
    slowest, status = 0.0, ""
    while status != "completed":
        started = time.monotonic()
        status = client.get(f"/v2/transcript/{transcript_id}").json()["status"]
        slowest = max(slowest, time.monotonic() - started)
        time.sleep(0.02)
    assert slowest < 0.5


def test_a_clock_that_cannot_be_is_refused(client: httpx.Client) -> None:
    assert client.post("/emulator/clock", json={"speed": 0}).status_code == 400
    assert client.get("/emulator/clock").json() == {"processing_seconds": 0.0, "speed": 1.0}


def test_faults_of_one_operation_leave_the_others_alone(client: httpx.Client, emulators: Emulators) -> None:
    emulators.faults.add([Fault(on="assemblyai.upload", kind="http", status=503)])
    assert client.get("/v2/transcript").status_code == 200
    assert client.post("/v2/upload", content=b"x").status_code == 503
    assert client.post("/v2/upload", content=b"x").status_code == 200
