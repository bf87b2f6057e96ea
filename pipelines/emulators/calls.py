"""What the emulators were asked, so that a test can say `paid once`."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from steps.core.models import Closed


class Call(Closed):
    """One request to a provider route, and how it ended. Equal requests have equal fingerprints."""

    on: str
    fingerprint: str
    outcome: str
    detail: Mapping[str, Any] = {}


class Calls:
    """Every call since the start (or the last clear), in order; safe to use from any thread."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def add(self, on: str, fingerprint: str, outcome: str, **detail: Any) -> None:
        """Note a call. `detail` must be JSON and may not hold document text."""
        with self._lock:
            self._calls.append(Call(on=on, fingerprint=fingerprint, outcome=outcome, detail=detail))

    def all(self, on: str | None = None) -> list[Call]:
        """The calls so far, of one route or of all."""
        with self._lock:
            return [call for call in self._calls if on in (None, call.on)]

    def clear(self) -> None:
        """Start counting anew."""
        with self._lock:
            self._calls.clear()


def of(request: Request) -> Calls:
    """The call list of the app that serves this request."""
    calls: Calls = request.app.state.calls
    return calls


async def control(request: Request) -> Response:
    """GET lists the calls and counts them by route and by fingerprint, DELETE starts anew."""
    calls = of(request)
    if request.method == "DELETE":
        calls.clear()
    done = calls.all(request.query_params.get("on"))
    return JSONResponse(
        {
            "total": len(done),
            "by_route": _count(call.on for call in done),
            "by_fingerprint": _count(call.fingerprint for call in done),
            "calls": [call.model_dump(mode="json") for call in done],
        }
    )


def _count(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts
