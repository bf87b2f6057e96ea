"""Writes the log of the running attempt to Postgres while it runs, so that one that is killed leaves its log too."""

from __future__ import annotations

import threading
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
FIRST_SECONDS = 0.3  # most steps of a quick job are over by then, and cost no write
EVERY_SECONDS = 1.0
BYTES_A_SECOND = 16_384  # a long log is written as a whole, so less often


class LogWriter:
    """One thread for the process, which sleeps while no attempt is followed; use `follow` around each attempt."""

    def __init__(self) -> None:
        self._begun = threading.Condition()
        self._attempt: _Attempt | None = None
        self._thread: threading.Thread | None = None

    @contextmanager
    def follow(self, session: Session, key: Mapping[str, Any], captured: Captured) -> Iterator[None]:
        """`key`: job_id, step and number of the attempt, as the query `log` takes them."""
        attempt = _Attempt(session, key, captured)
        with self._begun:
            self._attempt = attempt
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
                self._thread.start()
            self._begun.notify()
        try:
            yield
        finally:
            with self._begun:
                self._attempt = None
            attempt.over.set()

    def _run(self) -> None:
        while True:
            with self._begun:
                while self._attempt is None:
                    self._begun.wait()
                attempt = self._attempt
            attempt.write_until_over()
            with self._begun:
                if self._attempt is attempt:  # over, and its thread has not said so yet
                    self._attempt = None


class _Attempt:
    def __init__(self, session: Session, key: Mapping[str, Any], captured: Captured) -> None:
        self._session, self._key, self._captured = session, key, captured
        self._written = ""
        self.over = threading.Event()

    def write_until_over(self) -> None:
        pause = FIRST_SECONDS
        while not self.over.wait(pause):
            text = self._captured.text()
            if text != self._written:
                self._write(text)
            pause = EVERY_SECONDS + len(text) / BYTES_A_SECOND

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
