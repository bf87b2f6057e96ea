"""Ids, times and messages of nodes as Argo writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from pipelines.control.recorder.argo_nodes import cut, node, node_id, stamp


def test_ids_are_those_that_argo_makes() -> None:
    """From Workflows that Argo itself ran."""
    assert node_id("many-items-z26lj", "many-items-z26lj[0].sleep(8:eight)") == "many-items-z26lj-753834747"
    assert node_id("hello-world-647r7", "hello-world-647r7.onExit") == "hello-world-647r7-206029318"
    assert node_id("hello-world-647r7", "hello-world-647r7.onExit[0]") == "hello-world-647r7-1045616760"
    assert node_id("hello-world-647r7", "hello-world-647r7") == "hello-world-647r7"


def test_times_are_whole_seconds_in_utc() -> None:
    assert stamp(datetime(2026, 1, 2, 3, 4, 5, 999999, tzinfo=UTC)) == "2026-01-02T03:04:05Z"
    assert stamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))) == "2026-01-02T01:04:05Z"


def test_a_message_is_one_line_and_short() -> None:
    assert cut("two\nlines") == "two lines"
    assert cut("x" * 301) == "x" * 299 + "…"


def test_what_is_empty_is_left_out() -> None:
    found = node("w", "w.a", "Pod", "Failed", message="", children=[], outputs=None)
    assert found == {
        "id": node_id("w", "w.a"),
        "name": "w.a",
        "displayName": "w.a",
        "type": "Pod",
        "templateScope": "local/w",
        "phase": "Failed",
    }
