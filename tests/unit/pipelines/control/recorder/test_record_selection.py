"""What is recorded above the rate: what must be, failures, some of the rest."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from pipelines.control.recorder.record_selection import Ended, Pace, Selection, select
from tests.unit.pipelines.control.recorder.recorded import at


def job(number: int) -> UUID:
    return UUID(int=number)


def ended(number: int, *, failed: bool = False, live: bool = False, since: float = 1.0) -> Ended:
    return Ended(
        id=job(number),
        generation=0,
        failed=failed,
        live=live,
        finished_at=at(100) - timedelta(seconds=since),
        since=since,
    )


def chosen(jobs: list[Ended], live: int = 0, behind: int = 0, **known: object) -> Selection:
    options = {"left": 3.0, "live_left": 1.0, "rate": 20.0, "full": False, **known}
    others = [(job(1000 + number), 0) for number in range(live)]
    old = [(job(2000 + number), 0) for number in range(behind)]
    return select(jobs, others, old, **options)  # type: ignore[arg-type]


def numbers(found: Selection) -> list[int]:
    return [one.int for one, _ in found.record]


def test_failures_first_then_the_newest() -> None:
    jobs = [ended(1, since=3), ended(2, since=1), ended(3, failed=True, since=9), ended(4, since=2)]
    found = chosen(jobs)
    assert numbers(found) == [3, 2, 4]
    assert found.left_out == []
    assert found.wait == jobs[0].finished_at


def test_what_is_shown_as_at_work_is_always_put_right() -> None:
    assert numbers(chosen([ended(1, live=True), ended(2)], behind=1, left=-5.0, rate=0.0, full=True)) == [
        2000,
        1,
    ]


def test_jobs_at_work_have_a_part_of_their_own() -> None:
    found = chosen([ended(number) for number in range(1, 9)], live=5)
    assert numbers(found) == [1000, 1, 2]
    assert found.live == [(job(1000), 0)]
    failures = [ended(number, failed=True) for number in range(1, 9)]
    assert numbers(chosen(failures, live=5)) == [1, 2, 3]


def test_more_than_a_few_seconds_worth_does_not_wait() -> None:
    jobs = [ended(number, since=number / 1000) for number in range(1, 1001)]
    found = chosen(jobs, rate=20.0, left=20.0, live_left=0.0)
    assert (len(found.record), len(found.left_out)) == (20, 1000 - 20 - 600)
    assert found.left_out[-1] == (job(1000), 0)


def test_what_ended_long_ago_is_left_out() -> None:
    found = chosen([ended(1, failed=True, since=301), ended(2)])
    assert (numbers(found), found.left_out) == ([2], [(job(1), 0)])


def test_nothing_is_added_where_there_is_no_room() -> None:
    found = chosen([ended(1), ended(2, failed=True), ended(3, live=True)], live=2, full=True)
    assert numbers(found) == [3]
    assert {one.int for one, _ in found.left_out} == {1, 2}


def test_nothing_is_recorded_at_a_rate_of_nothing() -> None:
    found = chosen([ended(1)], left=0.0, live_left=0.0, rate=0.0, live=1)
    assert (found.record, found.left_out) == ([], [(job(1), 0)])


def test_the_pace_keeps_to_the_rate_and_pays_back() -> None:
    pace = Pace(20.0, now=0.0)
    assert pace.left(0.0) == 100.0
    pace.spend(120)
    assert pace.left(0.5) == -10.0
    assert pace.left(1.5) == 10.0
    assert pace.left(1000.0) == 100.0
