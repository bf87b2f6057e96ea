"""A log within its cap keeps how it began and how it ended."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from steps.core.logs.excerpt import LogText


def kept(lines: list[str], limit_bytes: int) -> list[str]:
    log = LogText(limit_bytes)
    for line in lines:
        log.add(line)
    return log.text().split("\n") if log.text() else []


def test_short_log_is_kept_whole() -> None:
    assert kept(["one", "two"], 100) == ["one", "two"]


def test_long_log_keeps_head_and_tail_and_says_what_is_missing() -> None:
    lines = [f"line {number:03}" for number in range(100)]
    found = kept(lines, 90)  # 9 bytes each with its line end: five at either end
    assert found[:5] == lines[:5]
    assert json.loads(found[5]) == {"event": "lines_left_out", "lines": 90}
    assert found[6:] == lines[-5:]


def test_line_above_the_cap_is_left_out_where_it_stood() -> None:
    found = kept(["first", "x" * 1000, "last"], 40)
    assert found == ["first", '{"event": "lines_left_out", "lines": 1}', "last"]


@given(st.lists(st.text(alphabet="aä€😀", max_size=30)), st.integers(0, 300))
def test_never_more_than_the_cap_and_every_line_is_counted(lines: list[str], limit: int) -> None:
    lines = [f"{number}:{line}" for number, line in enumerate(lines)]
    found = kept(lines, limit)
    gaps = [json.loads(line)["lines"] for line in found if line.startswith("{")]
    whole = [line for line in found if not line.startswith("{")]
    assert len(gaps) <= 1
    assert len(whole) + sum(gaps) == len(lines)
    assert sum(len(line.encode()) + 1 for line in whole) <= limit
    assert whole == sorted(whole, key=lines.index)
