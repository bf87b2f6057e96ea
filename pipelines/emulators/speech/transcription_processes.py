"""Transcribes in processes of their own, two at a time, so that the server answers meanwhile."""

from __future__ import annotations

import json
import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

AT_ONCE = 2
TRIES = 3
BROKEN = "Server error: the emulator's recognition failed."
log = logging.getLogger(__name__)


class TranscriptionProcesses:
    """Calls `done(id, answer)` from one of its threads when a recording has been transcribed."""

    def __init__(self, done: Callable[[str, dict[str, Any]], None]) -> None:
        self._done = done
        self._waiting: queue.SimpleQueue[tuple[str, Path, dict[str, Any]] | None] = queue.SimpleQueue()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()
        self._closed = False
        for number in range(AT_ONCE):
            threading.Thread(target=self._work, name=f"transcription-{number}", daemon=True).start()

    def start(self, name: str, path: Path, options: dict[str, Any]) -> None:
        """Transcribe this recording as soon as one of the two places is free."""
        self._waiting.put((name, path, options))

    def busy_with(self, name: str) -> bool:
        """Whether this recording is being transcribed right now."""
        return name in self._processes

    def close(self) -> None:
        """Stop all processes; what they were transcribing is not reported."""
        with self._lock:
            self._closed = True
            for process in self._processes.values():
                process.kill()
        for _ in range(AT_ONCE):
            self._waiting.put(None)

    def _work(self) -> None:
        while (task := self._waiting.get()) is not None and not self._closed:
            try:
                self._run(*task)
            except Exception:  # no process to be had, or nonsense from one: the next recording has its turn
                log.exception("transcription_failed")
                self._done(task[0], {"error": BROKEN})

    def _run(self, name: str, path: Path, options: dict[str, Any]) -> None:
        """Transcribe, again if somebody killed the process: that is no fault of the recording."""
        command = [
            sys.executable,
            "-m",
            "pipelines.emulators.speech.transcribe",
            str(path),
            json.dumps(options),
        ]
        returned, output = 0, b""
        for _ in range(TRIES):
            returned, output = self._transcribe(name, command)
            if returned >= 0:
                break
        if not self._closed:
            self._done(name, json.loads(output) if returned == 0 else {"error": BROKEN})

    def _transcribe(self, name: str, command: list[str]) -> tuple[int, bytes]:
        """The process's exit code (negative: the signal that killed it) and what it wrote."""
        with self._lock:
            if self._closed:
                return 0, b"{}"
            process = self._processes[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        try:
            output, _ = process.communicate()
            return process.returncode, output
        finally:
            with self._lock:
                del self._processes[name]
