"""Commands that take a text from their caller, and the texts that none of them can do anything with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typer.testing import CliRunner

from pipelines.__main__ import app
from steps.core.errors import StepError
from tests.integration.doors.event_doors import Answer
from tests.integration.doors.request_doors import BadRequest

# A byte of an argument that is no UTF-8 comes as half a surrogate pair; a NUL cannot come.
BAD_TEXTS = {
    "a byte that is no UTF-8": "\udcff", "an emoji": "😀", "a path": "../../etc/passwd", "nothing": "",
    "5,000 characters": "x" * 5000, "5,000 digits": "9" * 5000, "the year 1": "0001-01-01T00:00:00",
}  # fmt: skip
COMMANDS = {
    "list --search": ["list", "--search"], "list --pipeline": ["list", "--pipeline"],
    "list --after": ["list", "--after"],
    "show": ["show"], "explain": ["explain"], "logs": ["logs"], "cancel": ["cancel"], "rerun": ["rerun"],
    "schedule show": ["schedule", "show"], "schedule list --after": ["schedule", "list", "--after"],
    "schedule set --cron": ["schedule", "set", "bad", "news-analyzer", "--cron"],
    "schedule set --every": ["schedule", "set", "bad", "news-analyzer", "--every"],
    "schedule set --tz": ["schedule", "set", "bad", "news-analyzer", "--cron", "0 3 * * *", "--tz"],
    "token revoke": ["token", "revoke"], "new-pipeline": ["new-pipeline"],
}  # fmt: skip


def command_answers() -> Iterator[tuple[BadRequest, Answer]]:
    """What each command says to each text."""
    for name, arguments in COMMANDS.items():
        for what, text in BAD_TEXTS.items():
            yield BadRequest(f"`bgjobs {name}`", what, "", ""), ran([*arguments, text])


def ran(arguments: list[str]) -> Answer:
    """Exit code and sentence. Errors: whatever the command does not catch."""
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "300"})
    if isinstance(done.exception, StepError):
        return "exit 2", done.exception.message
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    said = re.search(r"│ (.*?) *│", done.stderr)
    return f"exit {done.exit_code}", said[1] if said else (done.stderr or done.stdout).strip().partition(
        "\n"
    )[0]
