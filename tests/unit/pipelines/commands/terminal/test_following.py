"""The live picture of a job."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

from rich.console import Console

from pipelines.commands.terminal.following import picture
from pipelines.operations.jobs import AttemptView
from tests.support.views import attempt_view, job_view

NOW = datetime.now(UTC)


def attempt(status: str, done: int | None, total: int | None) -> AttemptView:
    return attempt_view("process-x", NOW, None, status, done=done, total=total)


def drawn(*attempts: AttemptView) -> str:
    job = job_view(NOW, started_at=NOW, attempts=list(attempts))
    console = Console(file=StringIO(), width=100, color_system=None)
    console.print(picture(job))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_running_attempt_has_a_bar_once_it_says_how_much_there_is() -> None:
    assert "1,200 of 5,000" in drawn(attempt("running", 1200, 5000))
    assert "━" in drawn(attempt("running", 1200, 5000))
    assert " of " not in drawn(attempt("running", None, None))


def test_an_attempt_that_ended_has_none() -> None:
    assert " of " not in drawn(attempt("completed", 5000, 5000))
