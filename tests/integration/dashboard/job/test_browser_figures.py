"""Every figure of a job's page is what the rows say, none denies another, and those that go on go on together."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.dashboard.browsing import Visit
from tests.support.rows import PROCESS
from tests.support.serving import Served

UNITS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86_400}
ROUNDING = 0.051  # seconds: what a figure is told to, from a second on
READ = """() => Object.fromEntries([...document.querySelectorAll('[data-figure]')].map(
    (element) => [element.dataset.figure, element.textContent.trim()]))"""
VALIDATE, END = "validate-job", "update-job-status"


def read(text: str) -> float | None:
    """`1 min 15 s` -> 75; a count is itself."""
    if text == "–":
        return None
    found = re.findall(r"([\d.]+) ?(ms|s|min|h|d)\b", text)
    return sum(float(number) * UNITS[unit] for number, unit in found) if found else float(text)


def figures(page: Any) -> dict[str, Any]:
    """All figures of the page at one moment."""
    return {name: read(text) for name, text in page.evaluate(READ).items()}


def placed(
    site: Served, job_id: str, attempts: list[tuple[str, int, str, float, float | None]], **at: Any
) -> None:
    """Give the job these attempts (step, number, status, begin and end in seconds after it was queued), and times."""
    site.execute("delete from jobs.attempt where job_id = %s", [job_id])
    for step, number, status, begin, end in attempts:
        error = {"code": "x", "message": "no", "retryable": True} if status in ("failed", "waiting") else None
        site.execute(
            "insert into jobs.attempt (job_id, step, number, generation, status, exit_code, error, started_at,"
            " finished_at) select id, %s, %s, 0, %s, %s, %s, queued_at + make_interval(secs => %s),"
            " queued_at + make_interval(secs => %s) from jobs.job where id = %s",
            [
                step,
                number,
                status,
                75 if error else None,
                json.dumps(error) if error else None,
                begin,
                end,
                job_id,
            ],
        )
    for name, seconds in at.items():
        site.execute(
            f"update jobs.job set {name} = queued_at + make_interval(secs => %s) where id = %s",
            [seconds, job_id],
        )


def aged(site: Served, job_id: str) -> None:
    """All of it was 30 seconds before."""
    site.execute(
        "with moved as (update jobs.attempt set started_at = started_at - interval '30 s', finished_at = finished_at - "
        "interval '30 s' where job_id = %(id)s) update jobs.job set queued_at = queued_at - interval '30 s', run_at = "
        "run_at - interval '30 s', dispatched_at = dispatched_at - interval '30 s', started_at = started_at - "
        "interval '30 s' where id = %(id)s",
        {"id": job_id},
    )


def call(site: Served, job_id: str, times: int, *, made: float = 1, cost: float | None = None) -> None:
    site.execute(
        "insert into jobs.provider_call (job_id, step, provider, fingerprint, state, attempts, cost_usd, created_at)"
        " select id, %s, 'openai', gen_random_uuid()::text, 'succeeded', %s, %s, queued_at + make_interval(secs => %s)"
        " from jobs.job where id = %s",
        [PROCESS, times, cost, made, job_id],
    )


def test_a_finished_job_tells_what_its_rows_say(site: Served, visit: Visit) -> None:
    """Queued for 239 ms, 4.8 s to start, one retry, two looks, twelve calls sent for three rows of the ledger."""
    job_id = site.completed()
    placed(
        site,
        job_id,
        [
            (VALIDATE, 1, "completed", 5.039, 6.039),
            (PROCESS, 1, "waiting", 7.039, 8.039),
            (PROCESS, 2, "waiting", 10.039, 11.039),
            (PROCESS, 3, "failed", 13.039, 14.039),
            (PROCESS, 4, "completed", 18.039, 20.039),
            (END, 1, "completed", 20.539, 21.039),
        ],
        dispatched_at=0.239,
        started_at=5.039,
        finished_at=21.339,
    )
    call(site, job_id, 10)
    call(site, job_id, 1)
    call(site, job_id, 1)
    call(site, job_id, 5, made=-60)  # of the job before, whose step this one kept
    visit.open(f"/jobs/{job_id}")
    assert figures(visit.live()) == {
        "took": 21.3, "waited": 5.0, "ran": 16.3, "retries": 1, "looks": 2, "calls": 12, "queue": pytest.approx(0.239),
        VALIDATE: 1.0, PROCESS: 13.0, END: 0.5, "waited-sum": 5.0, "start": 4.8, "ran-sum": 16.3, "work": 6.5,
        "wait": 8.0, "between": 1.5, "end": 0.3, "attempts": 6, "attempts-completed": 3, "attempts-waiting": 2,
        "attempts-failed": 1,
    }  # fmt: skip
    page = visit.open(f"/jobs/{job_id}?tab=calls")
    assert page.locator("#tab-calls").inner_text() == "Provider calls 12"
    assert page.get_by_text("of the job before").count() == 1
    visit.open("/jobs")
    row = page.locator(f"#job-{job_id}")
    assert (row.locator(".waited").inner_text(), row.locator(".ran").inner_text()) == ("5.0 s", "16.3 s")


def test_a_job_that_never_failed_tells_no_retries(site: Served, visit: Visit) -> None:
    visit.open(f"/jobs/{site.completed()}")
    found = figures(visit.live())
    assert (found["retries"], found["attempts"], found["calls"]) == (0, 3, 0)


def test_a_job_of_later_has_not_waited(site: Served, visit: Visit) -> None:
    job_id = site.enqueue(run_at="2099-01-01T00:00:00Z")
    visit.open(f"/jobs/{job_id}")
    found = figures(visit.live())
    assert (found["waited"], found["ran"]) == (0, None)
    visit.open("/jobs")
    assert visit.page.locator(f"#job-{job_id} .waited").inner_text() == "–"


RUNNING = [(VALIDATE, 1, "completed", 4.0, 5.0), (PROCESS, 1, "running", 6.0, None)]
RETRYING = [(VALIDATE, 1, "completed", 4.0, 5.0), (PROCESS, 1, "failed", 6.0, 8.0)]


@pytest.mark.parametrize(
    ("attempts", "live", "whole"),
    [
        (RUNNING, ("ran", "ran-sum", "work", PROCESS, "right-now"), {"waited": 4.0, "between": 1.0}),
        (RETRYING, ("ran", "ran-sum", "wait", PROCESS), {"waited": 4.0, "work": 3.0, "between": 1.0}),
        ([], ("waited", "waited-sum", "start", "right-now"), {"queue": 1.0}),
    ],
)
def test_what_goes_on_goes_on_together(
    site: Served, visit: Visit, attempts: list[Any], live: tuple[str, ...], whole: dict[str, float]
) -> None:
    """At any moment, also right after the page was brought up to date, and whatever the browser's clock says."""
    job_id = site.running() if attempts else site.dispatch()
    placed(site, job_id, attempts, **({"started_at": 4.0} if attempts else {}), dispatched_at=1.0)
    aged(site, job_id)
    visit.page.clock.install(time=datetime(2025, 1, 31, tzinfo=UTC))
    visit.open(f"/jobs/{job_id}")
    page = visit.live()
    first = figures(page)
    for number in range(3):
        if number == 1 and attempts:
            site.progress(job_id, number, 4)  # the page is brought up to date meanwhile
        page.wait_for_timeout(700)
        found = figures(page)
        assert {name: found[name] for name in whole} == whole
        grew = found["took"] - first["took"]
        assert grew > 0.2
        for name in live:
            assert found[name] - first[name] == pytest.approx(grew, abs=2 * ROUNDING), name
        parts = {name: found.get(name) or 0 for name in ("queue", "start", "work", "wait", "between", "end")}
        waited, ran = found["waited"], found["ran"] or 0
        assert waited + ran == pytest.approx(found["took"], abs=2 * ROUNDING)
        assert parts["queue"] + parts["start"] == pytest.approx(waited, abs=2 * ROUNDING)
        assert sum(parts.values()) - parts["queue"] - parts["start"] == pytest.approx(ran, abs=4 * ROUNDING)
        if "right-now" in live and attempts:
            assert found["right-now"] == pytest.approx(found[PROCESS], abs=2 * ROUNDING)


COLOURS = """(place) => {
    const colour = ({fill, stroke, strokeDasharray}) => [fill, stroke, strokeDasharray].join();
    return [...document.querySelectorAll(`${place} rect.bar`)].map((bar) => colour(getComputedStyle(bar)));
}"""
# Where the text of a line stands: the foot of something without a height that is put into it.
FOOT = """(element) => {
    const mark = document.createElement('span');
    mark.style.display = 'inline-block';
    element.append(mark);
    const foot = mark.getBoundingClientRect().bottom;
    mark.remove();
    return foot;
}"""


def test_every_colour_of_the_bars_stands_below_them_and_each_means_one_thing(
    site: Served, visit: Visit
) -> None:
    job_id = site.running()
    tried = ["failed", "lost", "waiting", "running"]
    attempts: list[Any] = [(VALIDATE, 1, "completed", 4.0, 5.0)]
    attempts += [
        (PROCESS, n, status, 4.0 + 2 * n, 5.0 + 2 * n if status != "running" else None)
        for n, status in enumerate(tried, start=1)
    ]
    placed(site, job_id, attempts, run_at=1.0, dispatched_at=2.0, started_at=4.0)
    aged(site, job_id)
    page = visit.open(f"/jobs/{job_id}")
    drawn, told = page.evaluate(COLOURS, ".trace"), page.evaluate(COLOURS, ".legends")
    assert set(drawn) <= set(told)
    assert len(set(drawn)) == 9  # before its time, queue, starting, between attempts, and five statuses
    foot = page.locator("h1").evaluate(FOOT)
    assert page.locator("h1 .state").evaluate(FOOT) == pytest.approx(foot, abs=1)
