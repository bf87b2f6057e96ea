"""Runs the app with uvicorn, on a port of its own or on a socket that a parent process holds."""

from __future__ import annotations

import os
import socket
import threading
import time

import uvicorn
from fastapi import FastAPI

from pipelines.server.feed import Feed

LOOK_SECONDS = 0.5  # how often an orphan looks for its parent


class Server(uvicorn.Server):
    """uvicorn, which would wait for pages that listen to live updates; so these streams end first."""

    def __init__(self, config: uvicorn.Config, feed: Feed) -> None:
        super().__init__(config)
        self._feed = feed

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._feed.close()
        await super().shutdown(sockets)


def serve(app: FastAPI, listener: socket.socket, *, with_parent: bool = False) -> None:
    """Serve until SIGTERM or SIGINT; `with_parent`: also until the parent process is gone."""
    server = Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=2,
        ),
        app.state.services.feed,
    )
    if with_parent:
        threading.Thread(target=_follow_parent, args=[server, os.getppid()], daemon=True).start()
    server.run(sockets=[listener])


def _follow_parent(server: uvicorn.Server, parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    server.should_exit = True
