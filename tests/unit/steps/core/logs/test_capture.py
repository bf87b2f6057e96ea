"""One attempt's log: JSON lines with the attempt they belong to, no secrets, and nothing left behind."""

from __future__ import annotations

import gc
import io
import json
import logging
import threading
import weakref
from typing import Any

import pytest

from steps.core.errors import PermanentError
from steps.core.logs import capture as capturing
from steps.core.logs.lines import HEAD, MAX_LINE


def capture(**changes: Any) -> Any:
    # pytest's own handlers keep every record, and raise where a handler must not.
    logging.getLogger().handlers = [one for one in logging.getLogger().handlers if is_ours(one)]
    attempt = {
        "job_id": "0198d1a2",
        "pipeline": "news-analyzer",
        "step": "process-news-analyzer",
        "attempt": 2,
    }
    return capturing.capture(**{**attempt, "to_stderr": False, **changes})


def is_ours(handler: logging.Handler) -> bool:
    return type(handler).__module__ == capturing.__name__


def lines(captured: capturing.Captured) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.text().splitlines()]


def test_every_line_begins_with_the_same_fields() -> None:
    with capture() as captured:
        captured.log.info("provider_call", extra={"seconds": 0.5})
    assert list(lines(captured)[0]) == [*HEAD, "seconds"]


def test_line_names_the_event_first_and_the_attempt_it_belongs_to() -> None:
    with capture() as captured:
        captured.log.info("provider_retry", extra={"status": 429, "fields": {"wait": 1.5}})
    (line,) = lines(captured)
    assert list(line)[:3] == ["ts", "level", "event"]
    assert line.pop("ts").endswith("Z")
    assert line == {
        "level": "INFO", "event": "provider_retry", "job_id": "0198d1a2", "pipeline": "news-analyzer",
        "step": "process-news-analyzer", "attempt": 2, "status": 429, "wait": 1.5,
    }  # fmt: skip


def test_field_with_a_name_of_ours_or_of_logging_does_no_harm() -> None:
    fields = {"name": "n", "args": [1], "message": "m", "attempt": 9, "fields": 3}
    with capture() as captured:
        captured.log.info("step_started", extra=fields)
    (line,) = lines(captured)
    assert (line["name"], line["args"], line["message"], line["fields"]) == ("n", [1], "m", 3)
    assert (line["attempt"], line["attempt_"]) == (2, 9)


def test_secrets_and_people_are_taken_out() -> None:
    with capture() as captured:
        captured.log.info("mailed alice@canary.org", extra={"api_key": "canary", "detail": "password=canary"})
        logging.getLogger("httpx").warning("GET https://b.example/k?sig=%s", "canary")
    assert "canary" not in captured.text()
    assert lines(captured)[0]["event"] == "mailed [email]"


def test_exception_is_told_without_its_text() -> None:
    with capture() as captured:
        try:
            raise ValueError("the document says canary")
        except ValueError:
            captured.log.exception("step_failed", extra={"code": "unexpected"})
        captured.log.error("step_failed", exc_info=PermanentError("document_missing", "gone"))
    first, second = lines(captured)
    assert "canary" not in captured.text()
    assert (first["code"], first["exception"]["class"]) == ("unexpected", "ValueError")
    assert second["exception"] == {
        "class": "PermanentError",
        "code": "document_missing",
        "message": "gone",
        "frames": [],
    }


def test_libraries_are_heard_from_warning_up() -> None:
    with capture(level="DEBUG") as captured:
        captured.log.debug("detail")
        for name in ("httpx", "openai._base_client", "pypdf"):
            logger = logging.getLogger(name)
            before = logger.level
            logger.setLevel(logging.DEBUG)
            logger.info("request body")
            logger.warning("slow answer")
            logger.setLevel(before)
    assert [(line["event"], line.get("logger"), line.get("message")) for line in lines(captured)] == [
        ("detail", None, None),
        ("library_log", "httpx", "slow answer"),
        ("library_log", "openai._base_client", "slow answer"),
        ("library_log", "pypdf", "slow answer"),
    ]


@pytest.mark.parametrize(
    ("level", "expected"), [("INFO", ["b", "c"]), ("error", ["c"]), (logging.DEBUG, ["a", "b", "c"])]
)
def test_level_is_the_steps_own(level: str | int, expected: list[str]) -> None:
    with capture(level=level) as captured:
        captured.log.debug("a")
        captured.log.info("b")
        captured.log.error("c")
    assert [line["event"] for line in lines(captured)] == expected


def test_record_of_a_module_of_ours_belongs_to_the_attempt() -> None:
    with capture() as captured:
        logging.getLogger("steps.gdpr.export").info("table_read")
    assert [line["event"] for line in lines(captured)] == ["table_read"]


def test_thread_that_the_step_started_belongs_to_the_attempt() -> None:
    with capture() as captured:
        thread = threading.Thread(target=lambda: logging.getLogger("httpx").warning("from a thread"))
        thread.start()
        thread.join()
    assert [line["message"] for line in lines(captured)] == ["from a thread"]


def test_attempts_in_two_threads_do_not_mix() -> None:
    both = threading.Barrier(2)
    texts: dict[str, str] = {}

    def attempt(name: str) -> None:
        with capture(step=name) as captured:
            both.wait()
            captured.log.info("own")
            logging.getLogger("httpx").warning(name)
            both.wait()
        texts[name] = captured.text()

    threads = [threading.Thread(target=attempt, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in ("one", "two"):
        assert [json.loads(line)["step"] for line in texts[name].splitlines()] == [name, name]
        assert json.loads(texts[name].splitlines()[1])["message"] == name


def test_nothing_is_left_behind_after_thousands_of_attempts() -> None:
    with capture():
        handlers = len(logging.getLogger().handlers)
    loggers = len(logging.root.manager.loggerDict)
    last: weakref.ref[capturing.Captured] | None = None
    for number in range(3000):
        with capture(attempt=number) as captured:
            captured.log.info("step_started")
        last = weakref.ref(captured)
    del captured
    gc.collect()
    assert len(logging.getLogger().handlers) == handlers
    assert len(logging.root.manager.loggerDict) == loggers
    assert last is not None
    assert last() is None


def test_after_the_attempt_libraries_no_longer_reach_its_log() -> None:
    with capture() as captured:
        pass
    logging.getLogger("httpx").warning("later")
    assert captured.text() == ""


def test_handler_that_somebody_removed_is_put_back() -> None:
    with capture():
        pass
    for handler in filter(is_ours, list(logging.getLogger().handlers)):
        logging.getLogger().removeHandler(handler)
    with capture() as captured:
        captured.log.info("step_started")
    assert len(lines(captured)) == 1


def test_line_that_cannot_be_made_costs_a_line_not_the_step() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with capture() as captured:
        captured.log.info("broken %d", "no number")
        captured.log.info("endless", extra={"loop": loop})
        captured.log.info(
            "after", extra={"half": "\ud800", "nul": "\x00", "object": object(), "bytes": b"canary"}
        )
    first, second, third = lines(captured)
    assert (first["event"], second["event"]) == ("log_line_lost", "log_line_lost")
    assert third["object"] == "<object>"
    captured.text().encode()
    assert "\x00" not in captured.text()
    assert "canary" not in captured.text()


def test_long_line_is_cut_and_stays_json() -> None:
    with capture() as captured:
        captured.log.info("big", extra={"text": "word " * 4000})
        captured.log.info("wide", extra={f"field{number}": "x" * 500 for number in range(100)})
    first, second = lines(captured)
    assert len(first["text"]) < 2100
    assert second["fields_left_out"] == 100
    assert max(len(line) for line in captured.text().splitlines()) <= MAX_LINE


def test_stderr_gets_the_same_redacted_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr("sys.stderr", stderr)
    with capture(to_stderr=True) as captured:
        captured.log.info("mailed", extra={"to": "alice@canary.org"})
    assert stderr.getvalue() == captured.text() + "\n"
    assert "canary" not in stderr.getvalue()


def test_closed_stderr_fails_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = io.StringIO()
    stderr.close()
    monkeypatch.setattr("sys.stderr", stderr)
    with capture(to_stderr=True) as captured:
        captured.log.info("step_started")
    assert len(lines(captured)) == 1


def test_cap_holds_and_says_how_many_lines_were_left_out() -> None:
    with capture(limit_bytes=2000) as captured:
        for number in range(500):
            captured.log.info("tick", extra={"number": number})
    found = lines(captured)
    assert len(captured.text().encode()) < 2100
    assert (found[0]["number"], found[-1]["number"]) == (0, 499)
    assert [line["lines"] for line in found if line["event"] == "lines_left_out"] == [500 - len(found) + 1]
