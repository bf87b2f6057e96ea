"""The samples on the real services: opt-in by key, a few cents a run.

    JOBS_LIVE_OPENAI_API_KEY=… JOBS_LIVE_ASSEMBLYAI_API_KEY=… make live

Keys have names of their own here, so that no other test can spend money by accident.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.operations.samples import SAMPLES

ROOT = Path(__file__).resolve().parents[2]
KEYS = {name: os.environ.get(f"JOBS_LIVE_{name}") for name in ("OPENAI_API_KEY", "ASSEMBLYAI_API_KEY")}
ASKS_A_MODEL = ("news-analyzer", "contract-analyzer", "feedback-analyzer", "meeting-summarizer")


def run(pipeline: str, home: Path, key: str) -> dict[str, object]:
    documents = [path for path in SAMPLES.glob(f"{pipeline}.*") if path.suffix != ".json"]
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pipelines",
                "run",
                pipeline,
                "--data",
                str(SAMPLES / f"{pipeline}.json"),
                "--json",
            ),
            *(word for path in documents for word in ("--document", str(path))),
        ],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env={**os.environ, "JOBS_HOME": str(home), "PYTHONPATH": str(ROOT), key: KEYS[key] or ""},
    )
    finished: dict[str, object] = json.loads(done.stdout)
    assert done.returncode == 0, finished["error"]
    return finished


@pytest.mark.skipif(not KEYS["OPENAI_API_KEY"], reason="JOBS_LIVE_OPENAI_API_KEY is not set")
@pytest.mark.parametrize("pipeline", ASKS_A_MODEL)
def test_a_model_answers(pipeline: str, tmp_path: Path) -> None:
    result = run(pipeline, tmp_path, "OPENAI_API_KEY")["result"]
    assert isinstance(result, dict)
    assert result["engine"] == "openai"
    assert result["quality_note"] is None
    assert result["usage"]["output_tokens"] > 0
    assert [
        check["code"] for check in result["checks"] if check["severity"] == "error" and not check["passed"]
    ] == []


@pytest.mark.skipif(not KEYS["ASSEMBLYAI_API_KEY"], reason="JOBS_LIVE_ASSEMBLYAI_API_KEY is not set")
def test_a_recording_is_transcribed(tmp_path: Path) -> None:
    result = run("speaker-separation", tmp_path, "ASSEMBLYAI_API_KEY")["result"]
    assert isinstance(result, dict)
    assert result["engine"] == "assemblyai"
    assert [speaker["label"] for speaker in result["result"]["speakers"]] == ["A", "B"]
    assert "breakfast" in result["result"]["text"].lower()
    assert result["result"]["remote_deleted"] is True
