"""Kill -9 of a step or of the emulator at the worst moments: nothing is uploaded, submitted or paid twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from pipelines.emulators.speech.state import SpeechState
from steps.core.errors import ExitCode
from tests.integration.speech.conftest import Start, Trial
from tests.integration.speech.recordings import SAMPLE
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[3]


class Pods:
    """Steps of one job as Argo starts them: `python -m steps`, one process for each attempt."""

    def __init__(self, trial: Trial, database_url: str) -> None:
        self.trial = trial
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "JOBS_STORAGE": trial.folder.as_uri(),
            "ASSEMBLYAI_API_KEY": trial.key,
            "ASSEMBLYAI_BASE_URL": trial.emulators.assemblyai_base_url,
        }

    def start(self, step: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "steps", step, "--job", self.trial.job_id, "--seconds", "120"]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)

    def run(self, step: str) -> int:
        return self.start(step).wait(PATIENCE)

    def killed_in(self, step: str, operation: str, *, taken: Callable[[], object] | None = None) -> None:
        """Start the step and kill it once the provider has the request, which it never answers.

        `taken`: what says so, where a request that was cut off behind its head would not be enough.
        """
        process = self.start(step)
        has_it = taken or (lambda: self.waits_in(operation))
        until(lambda: has_it() or process.poll() is not None)
        assert process.poll() is None
        process.kill()
        process.wait()

    def waits_in(self, operation: str) -> bool:
        """Whether the scripted fault of this operation has been taken by a request."""
        waiting = {fault.on for fault in self.trial.emulators.faults.waiting()}
        return f"assemblyai.{operation}" not in waiting

    def transcripts(self) -> int:
        """How many the provider holds, of all tests: it takes a fault first, the request's body after it."""
        speech: SpeechState = self.trial.emulators.app.state.speech
        return len(speech.transcripts())

    def to_the_end(self) -> None:
        assert self.run("submit-speaker-separation") == ExitCode.DONE
        self.polled()
        assert self.run("process-speaker-separation") == ExitCode.DONE

    def polled(self) -> None:
        codes = until(
            lambda: {self.run("poll-speaker-separation")} - {ExitCode.TEMPORARY}, seconds=2 * PATIENCE
        )
        assert codes == {ExitCode.DONE}


@pytest.fixture
def pods(start: Start, database_url: str) -> Pods:
    pods = Pods(start(), database_url)
    assert pods.run("validate-job") == ExitCode.DONE
    return pods


def test_killed_during_the_upload(pods: Pods) -> None:
    pods.trial.fault("upload", "hang")
    pods.killed_in("submit-speaker-separation", "upload")
    assert pods.trial.row()[0] == "intent"
    pods.to_the_end()
    assert pods.trial.calls() == {"upload": 2, "submit": 1, "delete": 1}


def test_killed_between_upload_and_submit(pods: Pods) -> None:
    pods.trial.fault("submit", "hang")
    pods.killed_in("submit-speaker-separation", "submit")
    assert pods.trial.row()[0] == "uploaded"
    pods.to_the_end()
    assert pods.trial.calls() == {"upload": 1, "submit": 2, "list": 1, "delete": 1}


def test_killed_after_submit_before_it_was_recorded(pods: Pods) -> None:
    pods.trial.fault("submit", "unanswered")
    before = pods.transcripts()
    pods.killed_in("submit-speaker-separation", "submit", taken=lambda: pods.transcripts() > before)
    assert pods.trial.row()[0] == "uploaded"
    pods.to_the_end()
    assert pods.trial.calls() == {"upload": 1, "submit": 1, "list": 1, "delete": 1}


def test_killed_while_deleting(pods: Pods) -> None:
    pods.run("submit-speaker-separation")
    pods.polled()
    pods.trial.fault("delete", "hang")
    pods.killed_in("process-speaker-separation", "delete")
    assert pods.trial.row()[0] == "succeeded"
    assert pods.run("process-speaker-separation") == ExitCode.DONE
    assert pods.trial.row()[0] == "deleted"
    assert pods.trial.calls() == {"upload": 1, "submit": 1, "delete": 2}


def serve(home: Path, port: int = 0) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "pipelines.emulators", "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    return process, line.split("ASSEMBLYAI_BASE_URL=")[1].split(",")[0]


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_what_a_kill_cut_off_does_not_stop_the_emulator(start: Start, tmp_path: Path) -> None:
    home = tmp_path / "emulator"
    for folder in ("uploads", "transcripts"):
        (home / folder).mkdir(parents=True)
        (home / folder / "a.half").write_text("half")
    (home / "transcripts" / "b.json").write_text("")
    process, url = serve(home)
    try:
        answer = httpx.get(f"{url}/v2/transcript", headers={"authorization": "emulator-x"})
        assert answer.json()["transcripts"] == []
        assert not list(home.rglob("*.half"))
    finally:
        kill(process)


def test_emulator_killed_while_it_transcribes_goes_on_after_its_restart(start: Start, tmp_path: Path) -> None:
    trial = start(SAMPLE.read_bytes(), speakers_expected=2)
    process, url = serve(tmp_path / "emulator")
    try:
        trial.url = url
        trial.submit()
        kill(process)
        process, trial.url = serve(tmp_path / "emulator", int(url.rpartition(":")[2]))
        trial.wait()
        assert [said.speaker for said in trial.process().result.utterances] == ["A", "B", "A", "B"]
        kill(process)
        process, trial.url = serve(tmp_path / "emulator")
        answer = httpx.get(
            f"{trial.url}/v2/transcript/{trial.outputs['final_transcript_id']}",
            headers={"authorization": trial.key},
        )
        assert answer.json()["text"] == "Deleted by user."
        assert not list((tmp_path / "emulator" / "uploads").iterdir())
    finally:
        kill(process)
