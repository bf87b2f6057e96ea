"""A rate limit: so many at once, and so many a second after that."""

from __future__ import annotations

from pipelines.server.access.token_bucket import TokenBucket


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_steady_rate() -> None:
    clock = Clock()
    bucket = TokenBucket(3, 0.5, clock)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    assert bucket.wait() == 2.0
    clock.now = 2.0
    assert bucket.wait() == 0.0
    assert [bucket.take() for _ in range(2)] == [True, False]


def test_it_holds_no_more_than_its_capacity() -> None:
    clock = Clock()
    bucket = TokenBucket(2, 1.0, clock)
    clock.now = 1000.0
    assert [bucket.take() for _ in range(3)] == [True, True, False]


def test_what_is_spent_on_credit_is_waited_for() -> None:
    clock = Clock()
    bucket = TokenBucket(1, 1.0, clock)
    bucket.spend()
    bucket.spend()
    assert bucket.wait() == 2.0
