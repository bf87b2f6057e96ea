"""`python -m pipelines.emulators`: the emulators in a process of their own; it says when they answer."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.core.stderr_log import log_to_stderr
from pipelines.emulators.emulator_app import create_app
from pipelines.emulators.emulator_server import EmulatorServer, listen, url_of
from steps.core.system.first_process import ends_by_sigterm
from steps.core.system.parent import when_parent_is_gone


def main(arguments: Sequence[str] | None = None) -> int:
    ends_by_sigterm()
    parser = argparse.ArgumentParser(prog="python -m pipelines.emulators", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 picks a free one")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on; anything but loopback only in a cluster's network",
    )
    parser.add_argument("--fd", type=int, help="an inherited listening socket, instead of a port")
    parser.add_argument("--home", type=Path, help="keep uploads and transcripts here")
    parser.add_argument("--with-parent", action="store_true", help="stop when the parent process is gone")
    options = parser.parse_args(arguments)
    log_to_stderr()
    try:
        listener = (
            listen(options.port, options.host) if options.fd is None else socket.socket(fileno=options.fd)
        )
    except OSError as error:
        sys.stderr.write(f"port {options.port} is not free: {error.strerror}\n")
        return 1
    url = url_of(listener)
    ready = (
        f"Ready: OPENAI_BASE_URL={url}/v1 ASSEMBLYAI_BASE_URL={url}, with any key that starts with emulator-"
    )
    server = EmulatorServer(create_app(options.home), announce=ready)
    if options.with_parent:
        when_parent_is_gone(lambda: setattr(server, "should_exit", True))
    server.run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
