"""uvicorn's HTTP protocol with bounds: on heads before they are parsed, on slow senders and readers, on connections.

uvicorn has no limit for what httptools collects of a head, and none for how long a half-sent request or an unread
answer may stay. Bodies are bounded where they are read (`access/body.py`); here only how slowly they come.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pipelines.server.problems import Problem
from pipelines.server.protocol import refusals
from pipelines.server.protocol.connection_limits import Limits
from pipelines.server.protocol.progress import Pace
from pipelines.server.protocol.refusals import Refused

HEALTH = b"/health/"


class BoundedProtocol(HttpToolsProtocol):
    """`check` is to be called about once a second. A connection sends a head, then a body, then the next head."""

    limits: ClassVar[Limits]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        limits = self.limits
        self._in_head, self._head_bytes = True, 0
        self._head_since: float | None = self.loop.time()
        self._received = 0  # bytes of the body's part of the connection
        self._without_body = 0  # of these, in a row: chunk headers and trailers
        self._discards_since: float | None = None
        self._body = Pace(limits.body_rate, limits.body_seconds)
        self._writing = Pace(limits.write_rate, limits.write_seconds)
        self._resumed = False
        if len(self.connections) > limits.connections and not self._make_room():
            self.refuse(refusals.too_many_connections())

    @property
    def waits(self) -> bool:
        """Whether nothing is being answered: the client is to send, or has gone silent, or was refused."""
        return not self._pending or self._discards_since is not None

    @property
    def idle_since(self) -> float:
        return self._head_since if self._head_since is not None else 0.0

    @property
    def _pending(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _make_room(self) -> bool:
        """Close the one that has kept its connection longest without asking for anything."""
        others = [cast(BoundedProtocol, each) for each in self.connections if each is not self]
        waiting = [each for each in others if each.waits]
        if waiting:
            oldest = min(waiting, key=lambda each: each.idle_since)
            oldest.transport.abort()
            self.connections.discard(oldest)
        return bool(waiting)

    # What comes in
    def data_received(self, data: bytes) -> None:
        if self._discards_since is not None:
            return
        self._unset_keepalive_if_required()
        while data and self._discards_since is None and not self.transport.is_closing():
            if not self._in_head:
                data = self._body_received(data)
                continue
            if self._head_since is None:
                self._head_since = self.loop.time()
            part = data[: self.limits.head_bytes - self._head_bytes]
            if not part:
                self.refuse(refusals.headers_too_large(self.limits.head_bytes))
                return
            self._head_bytes += len(part)
            self._feed(part)
            data = data[len(part) :]

    def _body_received(self, data: bytes) -> bytes:
        """A next head that begins in these bytes is counted from the next ones on."""
        self._received += len(data)
        self._without_body += len(data)
        self._feed(data)
        if self._without_body > self.limits.head_bytes:
            self.refuse(refusals.headers_too_large(self.limits.head_bytes))
        return b""

    def _feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # nothing is spoken here but HTTP/1.1; the request is answered as any other
        except httptools.HttpParserError as error:
            cause = error.__context__
            self.refuse(cause.problem if isinstance(cause, Refused) else refusals.not_http())

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self.limits.url_bytes:
            raise Refused(refusals.url_too_long(self.limits.url_bytes))

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:
            return  # after a body; whoever checked the headers has not seen it
        if len(self.headers) >= self.limits.fields:
            raise Refused(refusals.too_many_headers(self.limits.fields))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._head_since = False, None
        self._received = self._without_body = 0
        self._body.begin(self.loop.time(), 0)
        crowded = len(self.tasks) >= self.limits.requests and not self.url.startswith(HEALTH)
        self.app = cast(Any, refusals.turn_away) if crowded else self.config.loaded_app
        super().on_headers_complete()
        self.cycle.transport = cast(asyncio.Transport, GentleTransport(self))
        if len(self.pipeline) > self.limits.pipelined:
            raise Refused(refusals.too_many_connections())

    def on_body(self, body: bytes) -> None:
        self._without_body = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head, self._head_bytes = True, 0
        self._head_since = None if self._pending else self.loop.time()

    # What goes out
    def resume_writing(self) -> None:
        super().resume_writing()
        self._resumed = True

    def refuse(self, problem: Problem) -> None:
        """Answer this and close. Where another answer is being sent, or is owed first, only close."""
        if self._discards_since is not None or self.transport.is_closing():
            return
        owed = bool(self.pipeline) or (self._pending and self._in_head)
        begun = self._pending and self.cycle.response_started
        answered = not self._pending and not self._in_head
        if self._pending:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if owed or begun or answered:
            self.transport.close()
            return
        self.transport.write(refusals.as_bytes(problem))
        self.linger()

    def linger(self) -> None:
        """Nothing more is said. What the client still sends is dropped, as closing at once would make it lose the
        answer."""
        self._discards_since = self.loop.time()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def close(self) -> None:
        if self._in_head or self.transport.is_closing():
            self.transport.close()
        else:
            self.linger()

    @property
    def closing(self) -> bool:
        return self._discards_since is not None or self.transport.is_closing()

    # About once a second
    def check(self, now: float) -> None:
        """Close what came to a standstill."""
        unsent = self.transport.get_write_buffer_size()
        moved, self._resumed = self._resumed or not unsent, False
        if self._writing.stalled(now, -unsent, moved=moved):
            self.transport.abort()
        elif self._discards_since is not None:
            if now - self._discards_since > self.limits.linger_seconds:
                self.transport.abort()
        elif self.transport.is_closing():
            pass  # what is still to be sent goes out, at no less than the least pace
        elif self._in_head:
            self._check_head(now)
        elif self._body.stalled(now, self._received, moved=self.flow.read_paused):
            self.refuse(refusals.too_slow("body"))

    def _check_head(self, now: float) -> None:
        if self._head_since is None:
            return
        if self._pending:
            self._head_since = now
        elif now - self._head_since > self.limits.head_seconds:
            if self._head_bytes:
                self.refuse(refusals.too_slow("head"))
            else:
                self.transport.close()


class GentleTransport:
    """The connection as an answer sees it: when it closes, a body that is still coming is read to the end first."""

    def __init__(self, protocol: BoundedProtocol) -> None:
        self._protocol, self.write = protocol, protocol.transport.write

    def is_closing(self) -> bool:
        return self._protocol.closing

    def close(self) -> None:
        self._protocol.close()
