"""The emulator over real HTTP, a real ledger, real storage, and a job whose steps a test runs one by one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.emulators.emulator_server import Emulators
from steps import poll_speaker_separation, process_speaker_separation, submit_speaker_separation
from steps.core.errors import NotReady
from steps.core.logs import capture
from steps.core.models import DocumentRef
from steps.core.settings import Settings
from steps.core.storage.storage import Storage
from tests.integration.speech.recordings import tone
from tests.support.attempt import context_of
from tests.support.emulated import script
from tests.support.rows import Rows
from tests.support.waiting import PATIENCE, until

JOB = "speaker-separation"


@dataclass
class Trial:
    """One job: its event, what its steps put out, the number of their attempts, and what they logged."""

    emulators: Emulators
    connection: psycopg.Connection[Any]
    folder: Path
    event: dict[str, Any]
    job_id: str
    key: str = "emulator-test"
    url: str | None = None
    seconds: float = 60.0
    attempts: Counter[str] = field(default_factory=Counter)
    outputs: dict[str, Any] = field(default_factory=dict)
    log: str = ""

    @property
    def settings(self) -> Settings:
        return Settings(
            assemblyai_api_key=SecretStr(self.key) if self.key else None,
            assemblyai_base_url=self.url or self.emulators.assemblyai_base_url,
            storage=self.folder.as_uri(),
        )

    def run(self, step: Any) -> Any:
        """One attempt of a step, with what the runner would fill in."""
        name = step.__name__.rpartition(".")[2].replace("_", "-")
        self.attempts[name] += 1
        with capture.capture(
            job_id=self.job_id,
            pipeline=JOB,
            step=name,
            attempt=self.attempts[name],
            level="DEBUG",
            to_stderr=False,
        ) as captured:
            context = context_of(
                JOB,
                step=name,
                job_id=self.job_id,
                attempt=self.attempts[name],
                seconds=self.seconds,
                settings=self.settings,
                connection=self.connection,
                log=captured.log,
            )
            try:
                output = step.run(step.Input.model_validate({**self.event, **self.outputs}), context)
            finally:
                context.speech.close()
                self.log += captured.text()
        if step is not process_speaker_separation:  # whose output no step reads
            self.outputs |= output.model_dump(mode="json")
        return output

    def submit(self) -> submit_speaker_separation.Output:
        output: submit_speaker_separation.Output = self.run(submit_speaker_separation)
        return output

    def poll(self) -> poll_speaker_separation.Output:
        output: poll_speaker_separation.Output = self.run(poll_speaker_separation)
        return output

    def wait(self, seconds: float = 5 * PATIENCE) -> poll_speaker_separation.Output:
        """Poll until there is an answer."""

        def polled() -> poll_speaker_separation.Output | None:
            with suppress(NotReady):
                return self.poll()
            return None

        found = until(polled, seconds=seconds, every=0.05, said="the transcript did not become ready")
        assert found
        return found

    def process(self) -> process_speaker_separation.Output:
        output: process_speaker_separation.Output = self.run(process_speaker_separation)
        return output

    def fault(self, on: str, kind: str, **more: Any) -> None:
        script(self.emulators, {"kind": kind, **more}, on=f"assemblyai.{on}")

    def calls(self) -> dict[str, int]:
        """How often each operation was called; `get` left out, since its number depends on time."""
        counts = Counter(call.on.removeprefix("assemblyai.") for call in self.emulators.calls.all())
        return {name: count for name, count in counts.items() if name != "get"}

    def row(self) -> tuple[str, str | None, str | None]:
        """State, transcript id and upload URL of the job's only row in the ledger."""
        query = "select state, external_id, upload_url from jobs.provider_call where job_id = %s"
        ((state, external_id, upload_url),) = self.connection.execute(query, [self.job_id]).fetchall()
        return state, external_id, upload_url

    def read(self, document: DocumentRef) -> str:
        return Storage(self.folder.as_uri()).read(document, limit=1_000_000).decode()


Start = Callable[..., Trial]


@pytest.fixture
def start(emulators: Emulators, connection: psycopg.Connection[Any], tmp_path: Path) -> Start:
    """Begin a job with a recording (a second of tone, when a test needs no words) and its event's other fields."""

    def begin(recording: bytes | None = None, **event: Any) -> Trial:
        data = tone() if recording is None else recording
        storage = Storage(tmp_path.as_uri())
        document = storage.put(f"documents/{hashlib.sha256(data).hexdigest()}", data, media_type="audio/wav")
        values = {"document": document.model_dump(mode="json"), **event}
        job_id = Rows(connection, JOB).enqueue(values)
        found = {"document_bytes": document.bytes, "document_sha256": document.sha256}
        return Trial(emulators, connection, tmp_path, {**values, **found}, job_id)

    return begin


def through(trial: Trial) -> None:
    """The whole job, from where it stands."""
    trial.submit()
    trial.wait()
    assert trial.process().result.remote_deleted
