"""Writes the log of the running attempt to Postgres while it runs, so that one that is killed leaves its log too."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from steps.core.errors import StepError
from steps.core.logs.capture import Captured
from steps.core.postgres.session import Session
from steps.core.postgres.sql import load

QUERIES = load("jobs.sql")
TICK_SECONDS = 0.1  # between two looks at what runs
IDLE_TICKS = 20  # without an attempt, after which the thread sleeps
FIRST_SECONDS = 0.3  # most steps of a quick job are over by then, and cost no write
EVERY_SECONDS = 1.0
BYTES_A_SECOND = 16_384  # a long log is written as a whole, so less often


class LogWriter:
    """One thread for the process, which looks now and then while attempts are followed: a short one wakes nobody. Use
    `follow` around each attempt."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempt: _Attempt | None = None
        self._thread: threading.Thread | None = None
        self._asleep, self._woken = False, threading.Event()

    @contextmanager
    def follow(self, session: Session, key: Mapping[str, Any], captured: Captured) -> Iterator[None]:
        """`key`: job_id, step and number of the attempt, as the query `log` takes them."""
        with self._lock:
            self._attempt = _Attempt(session, key, captured)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
                self._thread.start()
            elif self._asleep:
                self._asleep = False
                self._woken.set()
        try:
            yield
        finally:
            with self._lock:
                self._attempt = None

    def _run(self) -> None:
        ticks = 0
        while True:
            time.sleep(TICK_SECONDS)
            with self._lock:
                attempt = self._attempt
                ticks = ticks + 1 if attempt is None else 0
                asleep = self._asleep = ticks > IDLE_TICKS
            if asleep:
                self._woken.wait()
                self._woken.clear()
                ticks = 0
            elif attempt is not None:
                attempt.write_if_due()


class _Attempt:
    def __init__(self, session: Session, key: Mapping[str, Any], captured: Captured) -> None:
        self._session, self._key, self._captured = session, key, captured
        self._written = ""
        self._due = time.monotonic() + FIRST_SECONDS

    def write_if_due(self) -> None:
        if time.monotonic() < self._due:
            return
        text = self._captured.text()
        if text != self._written:
            self._write(text)
        self._due = time.monotonic() + EVERY_SECONDS + len(text) / BYTES_A_SECOND

    def _write(self, text: str) -> None:
        """What cannot be written now is written with the next lines, or by the end of the attempt."""
        try:
            connection = self._session.connection
            # Never inside a transaction of the step, which may be rolled back or broken.
            if connection.info.transaction_status == TransactionStatus.IDLE:
                connection.execute(QUERIES["log"], {**self._key, "log": text})
                self._written = text
        except (psycopg.Error, StepError):
            pass
