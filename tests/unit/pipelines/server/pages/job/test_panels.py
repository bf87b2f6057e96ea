"""The tabs of a job show what was stored, also by older versions."""

from __future__ import annotations

from pipelines.server.pages.job.panels import MAX_JSON, Head, _lines, cut, head_of


def test_an_envelope_of_another_version_is_told_as_far_as_it_goes() -> None:
    assert head_of({"engine": "rules", "new": 1}).engine == "rules"
    assert head_of({"checks": "none"}) == Head()
    assert head_of({}) == Head()


def test_a_log_line_has_its_time_its_event_and_its_facts() -> None:
    text = (
        '{"ts": "2026-01-31T09:30:00.123Z", "level": "INFO", "event": "step_failed", "job_id": "1", "n": 3, "t": "a"}\n'
        "cut in the mid\n"
    )
    first, second = _lines(text)
    assert (first.time, first.level, first.event, first.facts) == (
        "09:30:00.123",
        "info",
        "step_failed",
        "n=3  t=a",
    )
    assert (second.event, second.facts) == ("text", "text=cut in the mid")


def test_long_json_is_cut() -> None:
    assert cut("a") == ("a", False)
    assert cut("a" * (MAX_JSON + 1)) == ("a" * MAX_JSON, True)
