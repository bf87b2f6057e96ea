"""Which fault strikes when: the same plan for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.faults.fault import Fault

SHORTEST = 0.5  # seconds that a fault lasts which is not done at once


@dataclass(frozen=True)
class Form:
    """How much chaos. `jobs`: events to send; `seconds`: no fault strikes later; `cycles`: how often each kind does at
    the most; `longest`: the most that one lasts; `pause`: the mean between two of a lane; `patience`: after the last
    fault, without the end of any job, until those left count as stuck; `speed` divides the waits between attempts;
    `at_once`: whether jobs are sent as fast as they are done, or spread over the faults; `logs`: where the logs of all
    processes are kept."""

    seed: int
    jobs: int
    seconds: float
    cycles: int
    longest: float
    pause: float
    in_flight: int
    patience: float
    speed: float
    at_once: bool
    logs: Path | None = None


@dataclass(frozen=True)
class Planned:
    fault: Fault
    seconds: float
    pause: float
    cycle: int
    chance: random.Random


def planned(lane: Sequence[Fault], form: Form) -> Iterator[Planned]:
    """Without end: every fault once, in another order each time."""
    order = random.Random(f"order {form.seed} {lane[0].name}")
    cycle = 0
    while True:
        for number, fault in enumerate(order.sample(lane, len(lane))):
            most = min(fault.longest, form.longest)
            # most are short, and a few last as long as they may
            seconds = max(SHORTEST, most * order.random() ** 2) if most else 0.0
            pause = min(3 * form.pause, order.expovariate(1 / form.pause))
            chance = random.Random(f"{form.seed} {cycle} {number} {fault.name}")
            yield Planned(fault, seconds, pause, cycle, chance)
        cycle += 1
