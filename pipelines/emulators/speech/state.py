"""The emulator's memory: uploads as files, transcripts as JSON. What a request was told survives kill -9."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
import time
import uuid
import weakref
from collections.abc import AsyncIterator
from pathlib import Path

from pydantic import ValidationError

from pipelines.emulators.speech.clock import Clock
from pipelines.emulators.speech.records import Record
from pipelines.emulators.speech.requests import TranscriptRequest
from pipelines.emulators.speech.transcript_webhooks import Webhooks
from pipelines.emulators.speech.transcription_processes import TranscriptionProcesses

CDN = "https://cdn.assemblyai.com/upload/"
MAX_UPLOAD = 2_200_000_000  # bytes


class TooBig(Exception):
    """An upload above the provider's limit."""


class SpeechState:
    """Lives in the folder `home`, or in a temporary one that close() removes. Safe to use from any thread."""

    def __init__(self, home: Path | None) -> None:
        self._forget = None
        if home is None:
            home = Path(tempfile.mkdtemp(prefix="emulator-"))
            self._forget = weakref.finalize(self, shutil.rmtree, home, ignore_errors=True)
        self._uploads, self._transcripts = home / "uploads", home / "transcripts"
        for folder in (self._uploads, self._transcripts):
            folder.mkdir(parents=True, exist_ok=True)
            for half in folder.glob("*.half"):
                half.unlink()  # an upload or a write that a kill cut off
        self._lock = threading.RLock()
        records = (_read(path) for path in self._transcripts.glob("*.json"))
        self._records = {record.id: record for record in records if record}
        self._processes = TranscriptionProcesses(self._heard)
        self._webhooks = Webhooks(self._webhook_told)
        self.clock = Clock()
        for record in sorted(self._records.values(), key=lambda record: record.number):
            if record.heard is None and not record.deleted:
                self._listen(record)
            elif record.webhook_status_code is None:
                self._announce(record)

    async def upload(self, owner: str, chunks: AsyncIterator[bytes]) -> str:
        """Store an upload and answer its URL. Errors: TooBig."""
        name = str(uuid.uuid4())
        path = self._upload(owner, name)
        half = path.with_suffix(".half")
        size = 0
        try:
            with half.open("wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > MAX_UPLOAD:
                        raise TooBig
                    file.write(chunk)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        return CDN + name

    def uploaded(self, owner: str, audio_url: str) -> Path | None:
        """The upload behind this URL, if it was issued to this owner and has not been deleted."""
        name = audio_url.removeprefix(CDN)
        path = self._upload(owner, name)
        return path if audio_url.startswith(CDN) and "/" not in name and path.is_file() else None

    def submit(self, owner: str, request: TranscriptRequest, *, fails: str | None = None) -> Record:
        """Remember the transcript and start to listen; `fails` is a scripted error that it will end with."""
        now = time.time()
        with self._lock:
            number = 1 + max((record.number for record in self._records.values()), default=0)
            record = Record(
                id=str(uuid.uuid4()), owner=owner, number=number, request=request, created=now,
                ready_at=self.clock.ready_at(now), fails=fails,
            )  # fmt: skip
            self._store(record)
        self._listen(record)
        return record

    def find(self, owner: str, transcript_id: str) -> Record | None:
        with self._lock:
            record = self._records.get(transcript_id)
        return record if record and record.owner == owner else None

    def of(self, owner: str) -> list[Record]:
        """All transcripts of this owner, newest first."""
        return [record for record in self.transcripts() if record.owner == owner]

    def transcripts(self) -> list[Record]:
        """All transcripts of all owners, newest first."""
        with self._lock:
            return sorted(self._records.values(), key=lambda record: -record.number)

    def status(self, record: Record) -> str:
        return record.status(time.time(), listening=self._processes.busy_with(record.id))

    def delete(self, record: Record) -> Record:
        """Forget words and upload; the transcript itself stays, marked as deleted."""
        with self._lock:
            self._upload(record.owner, record.request.audio_url.removeprefix(CDN)).unlink(missing_ok=True)
            return self._store(record.model_copy(update={"deleted": True, "heard": None, "fails": None}))

    def close(self) -> None:
        """Stop listening; a later start with the same home goes on."""
        self._processes.close()
        self._webhooks.close()
        if self._forget:
            self._forget()

    def _listen(self, record: Record) -> None:
        path = self.uploaded(record.owner, record.request.audio_url)
        if path is None:
            url = record.request.audio_url
            problem = "Please make sure the file exists and is accessible from the internet."
            self._heard(record.id, {"error": f"Download error, unable to download {url}. {problem}"})
            return
        request = record.request
        options = {
            "speakers": request.speakers, "multichannel": request.multichannel, "labels": request.speaker_labels,
        }  # fmt: skip
        self._processes.start(record.id, path, options)

    def _heard(self, transcript_id: str, heard: dict[str, object]) -> None:
        with self._lock:
            record = self._records[transcript_id]
            if not record.deleted:
                self._announce(self._store(record.model_copy(update={"heard": heard})))

    def _announce(self, record: Record) -> None:
        if record.request.webhook_url and not record.deleted:
            self._webhooks.send(record, max(0.0, record.ready_at - time.time()))

    def _webhook_told(self, transcript_id: str, status_code: int) -> None:
        with self._lock:
            record = self._records[transcript_id]
            self._store(record.model_copy(update={"webhook_status_code": status_code}))

    def _store(self, record: Record) -> Record:
        half = self._transcripts / f"{record.id}.half"
        half.write_text(record.model_dump_json(), encoding="utf-8")
        os.replace(half, self._transcripts / f"{record.id}.json")
        self._records[record.id] = record
        return record

    def _upload(self, owner: str, name: str) -> Path:
        return self._uploads / f"{owner}.{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def _read(path: Path) -> Record | None:
    """None for a file that a power cut left empty, or that another version of the emulator wrote."""
    try:
        return Record.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
