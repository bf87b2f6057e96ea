"""Scripted faults: what an emulator does wrong on purpose, in the order it was told to.

A route that can fail asks for its fault first and plays it:

    fault = of(request).take("openai.responses")
    if fault is not None and (response := await fault.play(request)) is not None:
        return response

`play` knows the shared kinds below. For a kind of the provider's own it answers None, and the route acts on
`fault.kind`; the provider's module lists its own kinds by route in KINDS. A route without any needs one line:

    if response := await of(request).apply("assemblyai.list", request):
        return response
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from steps.core.models import Closed

SHARED = frozenset({
    "http",         # answer with `status`, `body` and `headers`
    "hang",         # take the request and never answer
    "slow",         # answer as usual, `seconds` later
    "half_closed",  # the connection ends in the middle of the body
    "closed",       # the connection ends after the headers
})  # fmt: skip


class Fault(Closed):
    """One scripted fault of the route `on`. It hits `times` requests, after letting `after` requests pass."""

    on: str
    kind: str
    times: int = Field(default=1, ge=1)
    after: int = Field(default=0, ge=0)
    retry_after: float | None = Field(default=None, ge=0, description="Sent as Retry-After, seconds")
    seconds: float = Field(default=0.0, ge=0, description="How much later a `slow` answer comes")
    status: int = Field(default=500, ge=400, le=599)
    body: Any = None
    headers: dict[str, str] = Field(default_factory=dict)
    detail: Any = Field(default=None, description="What a provider's own kind needs to know")

    def all_headers(self) -> dict[str, str]:
        """The headers to send along, Retry-After included."""
        after = {} if self.retry_after is None else {"retry-after": f"{self.retry_after:g}"}
        return {**after, **self.headers}

    async def play(self, request: Request) -> Response | None:
        """What to answer instead; None where the answer is the usual one or the provider route's business."""
        if self.kind == "http":
            if self.body is None:
                return Response(status_code=self.status, headers=self.all_headers())
            return JSONResponse(self.body, self.status, headers=self.all_headers())
        if self.kind == "slow":
            await asyncio.sleep(self.seconds)
            return None
        if self.kind == "hang":
            while not await request.is_disconnected():
                await asyncio.sleep(0.02)
            return Cut(self.all_headers(), b"")
        if self.kind in ("half_closed", "closed"):
            return Cut(self.all_headers(), b'{"id":"cut' if self.kind == "half_closed" else b"")
        return None


_LIST = TypeAdapter(list[Fault])


class Cut(Response):
    """A 200 that promises more bytes than it sends; the server then closes the connection."""

    PROMISED = 1000

    def __init__(self, headers: Mapping[str, str], sent: bytes) -> None:
        super().__init__(
            headers={**headers, "content-type": "application/json", "content-length": str(self.PROMISED)}
        )
        self._sent = sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leave the body incomplete on purpose: ASGI servers answer that by closing the socket."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self._sent, "more_body": True})


class Faults:
    """The queue of scripted faults, safe to use from any thread. `kinds`: the own kinds of each route."""

    def __init__(self, kinds: Mapping[str, frozenset[str]]) -> None:
        self._kinds = kinds
        self._queue: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, faults: Iterable[Fault]) -> None:
        """Queue these faults behind the others. Errors: ValueError for a route or kind that nobody knows."""
        faults = list(faults)
        for fault in faults:
            if fault.on not in self._kinds:
                raise ValueError(f"no route is called {fault.on}; there are {', '.join(sorted(self._kinds))}")
            known = SHARED | self._kinds[fault.on]
            if fault.kind not in known:
                raise ValueError(
                    f"{fault.on} has no fault {fault.kind}; there are {', '.join(sorted(known))}"
                )
        with self._lock:
            self._queue.extend(faults)

    def take(self, on: str) -> Fault | None:
        """The fault that hits this request of route `on`, if one does; it is used up by one."""
        with self._lock:
            place = next((place for place, fault in enumerate(self._queue) if fault.on == on), None)
            if place is None:
                return None
            fault = self._queue[place]
            if fault.after:
                self._queue[place] = fault.model_copy(update={"after": fault.after - 1})
                return None
            if fault.times > 1:
                self._queue[place] = fault.model_copy(update={"times": fault.times - 1})
            else:
                del self._queue[place]
            return fault

    async def apply(self, on: str, request: Request) -> Response | None:
        """Take the next fault of route `on` and play it: for routes without kinds of their own."""
        fault = self.take(on)
        return None if fault is None else await fault.play(request)

    def waiting(self) -> list[Fault]:
        """The faults that no request has met yet."""
        with self._lock:
            return list(self._queue)

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._queue.clear()


def of(request: Request) -> Faults:
    """The fault queue of the app that serves this request."""
    faults: Faults = request.app.state.faults
    return faults


async def control(request: Request) -> Response:
    """GET lists the waiting faults, POST queues more (a JSON list), DELETE forgets all."""
    faults = of(request)
    if request.method == "DELETE":
        faults.clear()
    elif request.method == "POST":
        try:
            faults.add(_LIST.validate_json(await request.body()))
        except ValueError as error:  # pydantic's ValidationError is one too
            return JSONResponse({"error": str(error)}, 400)
    return JSONResponse([fault.model_dump(mode="json") for fault in faults.waiting()])
