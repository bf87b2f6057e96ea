"""Runs the app with uvicorn, on a port of its own or on a socket that a parent process holds."""

from __future__ import annotations

import asyncio
import signal
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from pipelines.core.settings import ControlSettings
from pipelines.operations.tokens import any_token
from pipelines.server.protocol.bounded import BoundedProtocol
from pipelines.server.protocol.connection_limits import Limits, limits_of_this_process
from steps.core.errors import ConfigurationError
from steps.core.postgres.connect import connect_to
from steps.core.system.parent import when_parent_is_gone

TICKS = 10  # of uvicorn's main loop in a second


class Server(uvicorn.Server):
    """uvicorn that closes the live updates' streams first, as it would wait for them at shutdown."""

    def __init__(self, app: FastAPI, limits: Limits | None = None) -> None:
        self._feed = app.state.feed
        limits = limits or limits_of_this_process()
        self._every = max(1, round(min(1.0, limits.linger_seconds) * TICKS))
        trusted = [str(network) for network in app.state.services.control.trusted_proxies or ()]
        super().__init__(
            uvicorn.Config(
                app,
                http=type("Protocol", (BoundedProtocol,), {"limits": limits}),
                access_log=False,
                log_config=None,  # what it has to say is a line as any other, without an exception's text
                log_level="warning",
                server_header=False,
                proxy_headers=bool(trusted),
                forwarded_allow_ips=trusted,
                ws="none",
                timeout_keep_alive=limits.keep_alive_seconds,
                timeout_graceful_shutdown=2,
            )
        )

    async def on_tick(self, counter: int) -> bool:
        if counter % self._every == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, BoundedProtocol):
                    connection.check(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._feed.close()
        await super().shutdown(sockets)


def serve(app: FastAPI, listener: socket.socket, *, with_parent: bool = False) -> None:
    """Serve until SIGTERM or SIGINT; `with_parent`: also until the parent process is gone."""
    server = Server(app)

    def stop(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)  # uvicorn would raise the signal again and so leave with a failure
    if with_parent:
        when_parent_is_gone(lambda: setattr(server, "should_exit", True))
    server.run(sockets=[listener])


def require_a_token(database_url: str, control: ControlSettings) -> None:
    """Errors: ConfigurationError `no_token` where the address is open to others and there is no token."""
    if not control.needs_token:
        return
    with connect_to(database_url, "server") as connection:
        if not any_token(connection):
            raise ConfigurationError(
                "no_token",
                f"{control.host} is open to others and there is no valid token yet, so the server does not start; "
                "make one: bgjobs token create NAME --scope read --scope operate",
            )
