"""What a person reads on a terminal: a line per event, and where an exception came from."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest

from pipelines.core.stderr_log import log_to_stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in ("steps", "pipelines")]
    handlers, levels = list(root.handlers), [logger.level for logger in ours]
    yield
    root.handlers[:] = handlers
    for logger, level in zip(ours, levels, strict=True):
        logger.setLevel(level)


def said(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, level: str | int = "INFO") -> str:
    monkeypatch.setattr("sys.stderr", stream)
    log_to_stderr(level)
    log_to_stderr(level)
    log = logging.getLogger("pipelines.control.trial")
    log.debug("detail")
    log.info("reconciled", extra={"action": "Settle", "job_id": "0198", "jobs": 3})
    logging.getLogger("kubernetes").info("a request")
    logging.getLogger("kubernetes").warning('slow\nanswer for "x"')
    try:
        raise ValueError("the document says canary")
    except ValueError:
        log.exception("job_not_run", extra={"job_id": "0198"})
    assert "canary" not in stream.getvalue()
    return stream.getvalue()


def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third, frame = said(monkeypatch, Terminal()).splitlines()
    assert re.fullmatch(r"\d\d:\d\d:\d\d info reconciled action=Settle job_id=0198 jobs=3", first)
    assert second.endswith(r'warning library_log logger=kubernetes message="slow\nanswer for \"x\""')
    assert third.endswith("error job_not_run job_id=0198 class=ValueError")
    assert re.fullmatch(r"    at \S*test_stderr_log\.py:\d+ said", frame)


def test_elsewhere_each_line_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.loads(line) for line in said(monkeypatch, io.StringIO()).splitlines()]
    assert [line["event"] for line in lines] == ["reconciled", "library_log", "job_not_run"]
    assert lines[0]["job_id"] == lines[2]["job_id"] == "0198"


@pytest.mark.parametrize(
    ("level", "events"), [("DEBUG", 4), ("warning", 2), (logging.ERROR, 2), ("no level", 3)]
)
def test_the_level_is_that_of_our_own_code(
    monkeypatch: pytest.MonkeyPatch, level: str | int, events: int
) -> None:
    assert len(said(monkeypatch, io.StringIO(), level).splitlines()) == events
