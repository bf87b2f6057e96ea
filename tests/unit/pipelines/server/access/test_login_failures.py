"""Failed attempts are counted by address."""

from __future__ import annotations

from pipelines.server.access.login_failures import ADDRESSES, ALLOWED, PER_SECOND, Failures
from pipelines.server.problems import Problem


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_too_many_failures_an_address_waits_and_others_do_not() -> None:
    clock = Clock()
    failures = Failures(clock)
    for _ in range(ALLOWED):
        assert failures.wait("a") == 0
        failures.count("a")
    assert failures.wait("a") == 1 / PER_SECOND
    assert failures.wait("b") == 0


def test_time_forgives() -> None:
    clock = Clock()
    failures = Failures(clock)
    for _ in range(ALLOWED):
        failures.count("a")
    clock.now = 1 / PER_SECOND
    assert failures.wait("a") == 0
    failures.count("a")
    assert failures.wait("a") > 0
    clock.now = 10_000
    assert failures.wait("a") == 0


def test_it_remembers_so_many_addresses_and_no_more() -> None:
    failures = Failures(Clock())
    for number in range(ADDRESSES + 10):
        failures.count(str(number))
    assert len(failures._buckets) == ADDRESSES


def test_who_fails_too_often_is_told_to_wait_and_others_are_told_why() -> None:
    failures, refusal = Failures(Clock()), Problem(401, "token_needed", "…")
    told = [failures.failed("a", "jobs_1", refusal).status for _ in range(ALLOWED + 2)]
    assert told == [401] * ALLOWED + [429] * 2
    assert failures.failed("a", "jobs_1", refusal).headers == {"Retry-After": str(int(1 / PER_SECOND) + 1)}
    assert failures.failed("a", "jobs_2", refusal) is failures.failed("b", "jobs_1", refusal) is refusal
