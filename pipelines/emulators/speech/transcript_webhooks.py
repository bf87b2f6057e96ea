"""Tells the sender of a transcript that it is done, as the provider does: up to ten times, unless it is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pipelines.emulators.speech.records import Record

TRIES = 10
AGAIN_SECONDS = 10.0
CALL_SECONDS = 10.0  # the provider gives the receiver this long


class Webhooks:
    """Calls `told(id, status code)` from one of its threads once the receiver has answered."""

    def __init__(self, told: Callable[[str, int], None], *, again: float = AGAIN_SECONDS) -> None:
        self._told, self._again = told, again
        self._closed = threading.Event()

    def send(self, record: Record, wait: float) -> None:
        """In `wait` seconds, in a thread of its own."""
        threading.Thread(target=self._send, args=[record, wait], name="webhook", daemon=True).start()

    def close(self) -> None:
        self._closed.set()

    def _send(self, record: Record, wait: float) -> None:
        import httpx

        request = record.request
        headers = {
            name: value
            for name, value in [(request.webhook_auth_header_name, request.webhook_auth_header_value)]
            if name and value
        }
        body = {"transcript_id": record.id, "status": "error" if record.error else "completed"}
        for _ in range(TRIES):
            if self._closed.wait(wait):
                return
            try:
                answer = httpx.post(
                    str(request.webhook_url), json=body, headers=headers, timeout=CALL_SECONDS
                )
            except (httpx.HTTPError, httpx.InvalidURL):
                wait = self._again
                continue
            if answer.is_success or answer.is_client_error:
                self._told(record.id, answer.status_code)
                return
            wait = self._again
