"""A recording that cannot be transcribed is told of as broken, and the next one has its turn."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipelines.emulators.speech.transcription_processes import BROKEN, TranscriptionProcesses
from tests.support.waiting import until


def test_where_no_process_is_to_be_had_later_recordings_are_answered_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_: Any, **__: Any) -> Any:
        raise BlockingIOError

    monkeypatch.setattr(subprocess, "Popen", none)
    told: dict[str, dict[str, Any]] = {}
    processes = TranscriptionProcesses(told.__setitem__)
    for number in range(5):
        processes.start(str(number), Path("none.wav"), {})
    until(lambda: len(told) == 5)
    processes.close()
    assert list(told.values()) == [{"error": BROKEN}] * 5
