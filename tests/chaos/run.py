"""One run: jobs are sent, faults strike, all of it ends, and then it is looked at what became of the jobs."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psutil
import psycopg

from tests.chaos.checks import Check, all_checks
from tests.chaos.evidence import attempts_of, evidence_of, unfinished
from tests.chaos.faults.fault import Fault, NothingHit
from tests.chaos.faults.registry import FAULTS, LANES
from tests.chaos.installation.installed import Target, installed
from tests.chaos.load import Load
from tests.chaos.plan import Form, Planned, planned
from tests.support.waiting import until

DISK_MB = 224  # of an empty database and what PostgreSQL logs ahead
TRIES = 8  # to hit with one fault, before it is the next one's turn
Say = Callable[[str], None]


@dataclass
class Struck:
    """What one kind of fault did. `longest`: in seconds."""

    times: int = 0
    longest: float = 0.0
    seen: Counter[str] = field(default_factory=Counter)


@dataclass
class Report:
    form: Form
    struck: dict[str, Struck]
    skipped: dict[str, str]
    checks: list[Check] = field(default_factory=list)
    attempts: list[tuple[str, int]] = field(default_factory=list)
    sent: int = 0
    repeated: int = 0
    seconds: float = 0.0  # from the first event to the last fault
    settled: float = 0.0  # from the last fault until every job was final

    @property
    def not_hit(self) -> list[str]:
        """Kinds that could run here and struck nothing."""
        return [
            fault.name
            for fault in FAULTS
            if fault.name not in self.skipped and not self.struck[fault.name].times
        ]


class Lane(threading.Thread):
    """Strikes one fault after the other, until each was there once and `over` says so, or the time is over."""

    def __init__(
        self, target: Target, lane: Sequence[Fault], report: Report, over: Callable[[], bool], say: Say
    ) -> None:
        super().__init__(name=f"faults {lane[0].name}")
        self._target, self._report, self._over, self._say = target, report, over, say
        self._lane = [fault for fault in lane if fault.name not in report.skipped]
        self._end = time.monotonic() + report.form.seconds
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            for one in planned(self._lane, self._report.form):
                if one.cycle >= self._report.form.cycles or time.monotonic() > self._end:
                    return
                if one.cycle and self._over():
                    return
                time.sleep(one.pause)
                self._strike(one)
        except BaseException as error:
            self.error = error

    def _strike(self, one: Planned) -> None:
        struck = self._report.struck[one.fault.name]
        for _ in range(TRIES):
            began = time.monotonic()
            try:
                seen = one.fault.strike(self._target, one.chance, one.seconds)
            except (NothingHit, psycopg.Error, psutil.Error) as miss:
                self._say(f"{one.fault.name}: nothing hit {miss!r:.120}")
                time.sleep(0.2)
                continue
            took = time.monotonic() - began
            struck.times += 1
            struck.longest = max(struck.longest, took)
            struck.seen.update(seen)
            self._say(f"{one.fault.name}: {took:.1f} s, {dict(seen)}")
            return


def run(form: Form, say: Say = lambda line: None) -> Report:
    """Skips the test where PostgreSQL from Debian is not installed."""
    with installed(form.speed, DISK_MB + form.jobs // 20, form.logs) as target:
        skipped = {fault.name: why for fault in FAULTS if (why := fault.missing(target))}
        report = Report(form, {fault.name: Struck() for fault in FAULTS}, skipped)
        total = len(FAULTS) - len(skipped)
        began = time.monotonic()

        def allowed() -> int:
            if form.at_once:
                return form.jobs
            done = sum(struck.times > 0 for struck in report.struck.values())
            trickle = int(
                2 * (time.monotonic() - began)
            )  # so that each fault, however often tried, meets a job
            return form.jobs if done == total else form.jobs // 2 * (done + 1) // total + trickle

        with Load(target, form.seed, form.jobs, in_flight=form.in_flight, allowed=allowed) as load:
            lanes = [Lane(target, lane, report, lambda: load.done, say) for lane in LANES]
            for lane in lanes:
                lane.start()
            for lane in lanes:
                lane.join()
            report.seconds = time.monotonic() - began
            if not form.at_once:  # the rest is spread over nothing more
                until(lambda: load.done or report.not_hit, seconds=form.seconds)
            load.stop()
            report.settled = settle(target, form.patience)
            report.sent, report.repeated = len(load.sent), load.repeated
        for lane in lanes:
            if lane.error:
                raise lane.error
        found = evidence_of(target, load.sent)
        report.checks, report.attempts = all_checks(found), attempts_of(target)
    return report


def settle(target: Target, patience: float) -> float:
    """Wait until no job is unfinished, or none has ended for so many seconds; how many it took. On a machine that has
    much to do many jobs need longer, but each of them moves."""
    began = moved = time.monotonic()
    before = unfinished(target)
    while before != 0 and time.monotonic() < moved + patience:
        time.sleep(0.25)
        now = unfinished(target)
        if now is not None and now != before:
            before, moved = now, time.monotonic()
    return time.monotonic() - began
