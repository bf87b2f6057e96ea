"""A job's time stands still while it lacks what every job runs on."""

from __future__ import annotations

from pipelines.control.executors.local.idle_time import IdleTime
from pipelines.control.executors.local.work_clock import WorkClock


class Time:
    now = 0.0

    def pass_by(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now += 1
            self.clock.now()

    def __init__(self) -> None:
        self.clock = WorkClock(lambda: self.now)
        self.idle = IdleTime(self.clock)


def test_an_attempt_waits_until_it_has_begun() -> None:
    time = Time()
    with time.idle.attempt() as begun:
        time.pass_by(3)
        assert time.idle.now
        begun()
        assert not time.idle.now
        time.pass_by(10)
    assert time.idle.seconds() == 3


def test_one_that_never_begins_has_waited() -> None:
    time = Time()
    with time.idle.attempt():
        time.pass_by(3)
    with time.idle.waiting():
        time.pass_by(4)
    time.pass_by(5)
    assert time.idle.seconds() == 7
    assert not time.idle.now


def test_while_another_step_works_the_job_is_not_idle() -> None:
    time = Time()
    with time.idle.attempt() as begun, time.idle.waiting():
        time.pass_by(1)
        begun()
        time.pass_by(9)
    assert time.idle.seconds() == 1


def test_what_was_given_back_is_not_given_again() -> None:
    time = Time()
    with time.idle.waiting():
        time.pass_by(5)
        given = time.idle.seconds()
        time.pass_by(2)
        time.idle.given_back(given)
    time.idle.wasted(1)
    assert time.idle.seconds() == 3
