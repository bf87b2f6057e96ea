"""The providers' stand-ins: beside whatever runs here, or alone."""

from __future__ import annotations

import socket
from pathlib import Path

from pipelines.runtime.child_process import ChildProcess

EMULATOR_KEY = "emulator-local"


def provider_emulators(home: Path) -> tuple[ChildProcess, str]:
    """A process that keeps its state in `home`, not started yet, and its URL, which stays when it must start again."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    emulators = ChildProcess(
        "emulators",
        "pipelines.emulators",
        listener,
        home / "emulators.log",
        health="/emulator/health",
        arguments=["--home", str(home)],
    )
    return emulators, f"http://127.0.0.1:{listener.getsockname()[1]}"


def serve_emulators(port: int, home: Path | None) -> int:
    """Serve them on this port of loopback until told to stop; 0 picks a free one. Returns the exit code."""
    from pipelines.emulators.__main__ import main

    return main(["--port", str(port), *(["--home", str(home)] if home else [])])
