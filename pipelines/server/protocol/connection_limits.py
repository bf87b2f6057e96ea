"""What one connection may send and how slowly, and how many there may be. Sizes in bytes, times in seconds."""

from __future__ import annotations

import resource
from dataclasses import dataclass

CONNECTIONS = 1000


@dataclass(frozen=True)
class Limits:
    """`body_rate` and `write_rate` are bytes a second, over `body_seconds` and `write_seconds`."""

    head_bytes: int = 32 * 1024
    fields: int = 100  # headers of one request
    url_bytes: int = 8 * 1024
    pipelined: int = 16  # requests that wait behind the one that is answered

    head_seconds: float = 10  # from the first byte, or from the connection, to the end of the headers
    body_seconds: float = 20
    body_rate: float = 5000
    write_seconds: float = 30
    write_rate: float = 1000
    linger_seconds: float = (
        5  # what is still sent after a refusal is read so long, so that the refusal is read
    )
    keep_alive_seconds: int = 5

    connections: int = CONNECTIONS

    @property
    def requests(self) -> int:
        """Answered at once; the rest of the connections is left to those who ask whether the server lives."""
        return self.connections * 9 // 10


def limits_of_this_process() -> Limits:
    """No more connections than half of the files that the process may open; the other half is for all else."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return Limits(connections=CONNECTIONS if files < 0 else min(CONNECTIONS, files // 2))
