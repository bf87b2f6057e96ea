"""`python -m pipelines.server`: the server in a process of its own, as `bgjobs dev` starts it."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Sequence

from pipelines.core.settings import load_control_settings
from pipelines.core.stderr_log import log_to_stderr
from pipelines.core.supervision.remote import TasksOfParent
from pipelines.server.app import create_app
from pipelines.server.uvicorn_server import require_a_token, serve
from steps.core.errors import StepError
from steps.core.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m pipelines.server", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="an inherited listening socket")
    parser.add_argument("--with-parent", action="store_true", help="stop when the parent process is gone")
    parser.add_argument(
        "--parents-tasks", action="store_true", help="read the states of its tasks from stdin"
    )
    options = parser.parse_args(arguments)
    log_to_stderr()
    try:
        control = load_control_settings()
        others = TasksOfParent(sys.stdin.fileno()).states if options.parents_tasks else list
        app = create_app(load_settings(), control, other_tasks=others)
        require_a_token(app.state.services.database_url, control)
    except StepError as error:
        sys.stderr.write(error.message + "\n")
        return 2
    serve(app, socket.socket(fileno=options.fd), with_parent=options.with_parent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
