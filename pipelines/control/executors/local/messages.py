"""JSON messages over a stream socket, one a line: each arrives whole, however long it is and however it is cut."""

from __future__ import annotations

import json
import socket
from typing import Any

CHUNK = 65536


def encode(message: Any) -> bytes:
    """JSON has no line break of its own."""
    return json.dumps(message).encode() + b"\n"


class Messages:
    """What arrives at one end of a socket. It keeps the beginning of a message whose rest is still to come."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._begun = bytearray()

    def next(self) -> Any:
        """The next message, which a blocking socket is waited for; None once the other end is closed."""
        while (message := self._taken()) is None:
            try:
                read = self._channel.recv(CHUNK)
            except ConnectionError:
                return None
            if not read:
                return None
            self._begun += read
        return message

    def arrived(self) -> tuple[list[Any], bool]:
        """All messages that have arrived whole at a non-blocking socket, and whether the other end is still open."""
        open_still = True
        try:
            while read := self._channel.recv(CHUNK):
                self._begun += read
                if len(read) < CHUNK:
                    break
            else:
                open_still = False
        except BlockingIOError:
            pass
        except OSError:
            open_still = False
        found = []
        while (message := self._taken()) is not None:
            found.append(message)
        return found, open_still

    def _taken(self) -> Any:
        """Take the first whole message; None where there is none, which no message of ours is."""
        end = self._begun.find(b"\n")
        if end < 0:
            return None
        message = json.loads(self._begun[:end])
        del self._begun[: end + 1]
        return message
