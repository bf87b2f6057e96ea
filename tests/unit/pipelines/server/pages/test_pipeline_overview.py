"""What a function's card says of its last runs."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.server.pages.page_queries import Glance
from pipelines.server.pages.pipeline_overview import LOOKED_AT, STRIP, overview, overviews

NOW = datetime(2026, 1, 31, tzinfo=UTC)


def run(status: str, seconds: float | None = None, code: str | None = None, id: str = "1") -> Glance:
    return Glance(id=id, pipeline="news", status=status, code=code, queued_at=NOW, seconds=seconds)


def test_success_counts_those_that_ended_and_were_not_cancelled() -> None:
    seen = overview(
        [run("running"), run("cancelled", 1), run("failed", 1), run("completed", 2), run("completed", 4)], 1
    )
    assert seen.success == "66 %"
    assert seen.usual == "3.0 s"
    assert seen.active == "1"


def test_a_job_fails_while_its_last_ended_run_did() -> None:
    failed = run("failed", 1, "empty_document", id="2")
    assert overview([run("running"), failed, run("completed", 1)], 1).failing == failed
    assert overview([run("completed", 1), failed], 0).failing is None
    assert overview([run("cancelled", 1), failed], 0).failing == failed


def test_a_job_that_never_ran() -> None:
    seen = overview([], 0)
    assert (seen.strip, seen.success, seen.usual, seen.active, seen.last) == ([], "–", "–", "0", None)


def test_a_queue_longer_than_what_is_looked_at_is_said() -> None:
    seen = overview([run("queued")] * LOOKED_AT, 3)
    assert seen.queued == f"{LOOKED_AT}+"
    assert seen.active == f"{LOOKED_AT + 3}+"


def test_the_strip_shows_the_newest_on_the_right() -> None:
    runs = [run("completed", seconds, id=str(seconds)) for seconds in range(60)]
    strip = overview(runs, 0).strip
    assert len(strip) == STRIP
    assert strip[-1].id == "0"
    assert strip[0].height == 100
    assert min(bar.height for bar in strip) > 10
    assert overview([run("failed", 1.5, "died")], 0).strip[0].label == "failed: died, 1.5 s"


def test_one_slow_job_flattens_no_others() -> None:
    runs = [run("completed", seconds) for seconds in (1.0, 600.0, 1.2, 0.5, 1.4)]
    strip = overview(runs, 0).strip
    assert [(bar.height, bar.cut) for bar in strip] == [
        (58, False), (21, False), (50, False), (100, True), (42, False)
    ]  # fmt: skip
    assert [(bar.height, bar.cut) for bar in overview([run("failed", 0.0)], 0).strip] == [(100, False)]


def test_each_job_gets_its_own() -> None:
    found = overviews(["news", "other"], [run("completed", 1)], {"other": 2})
    assert found["news"].success == "100 %"
    assert found["other"].active == "2"
