"""What a long-lived task tells of itself while it runs, and what everybody may know of it."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import Field

from steps.core.logs.exceptions import describe, where
from steps.core.models import Model

STEADY_SECONDS = 10.0  # a task that has lived for so long is no longer held to be about to fail again


class TaskFault(Exception):
    """A task hangs, ended by itself, or is down for too long; the text is our own."""


class TaskState(Model):
    """One long-lived task of a process of the control plane."""

    name: str
    living: bool = Field(description="It does its work: it beats, and what it tried last did not fail")
    since: datetime = Field(description="When it was started last")
    beat_at: datetime | None = Field(description="When it last said that it works")
    restarts: int = Field(ge=0, description="How often it was started again")
    error: str = Field(description="Its last error: class, codes and place, without foreign text; or empty")
    error_at: datetime | None = Field(description="When that was")
    down_seconds: float = Field(ge=0, description="How long it has not lived")


class Pulse:
    """Says that a task works, or why not. Its methods may be called from any thread."""

    def __init__(self, name: str, silence: float) -> None:
        """`silence`: seconds without a beat after which the task counts as hanging."""
        self.name, self.silence = name, silence
        self.restarts = 0
        self.down = 0.0  # seconds that it has not lived
        self._steady = 0.0  # seconds that it has lived without a break
        self._silent = 0.0
        self._failing = False
        self._since = datetime.now(UTC)
        self._beat_at: datetime | None = None
        self._error = ""
        self._error_at: datetime | None = None

    def beat(self) -> None:
        """It works."""
        self._beat_at, self._silent, self._failing = datetime.now(UTC), 0.0, False

    def still_working(self) -> None:
        """It is in the midst of long work, which may yet fail."""
        self._silent = 0.0

    def noted(self, error: BaseException) -> None:
        """Something that it did failed, which harms no more than that."""
        self._error, self._error_at = summary(error), datetime.now(UTC)

    def failed(self, error: BaseException) -> None:
        """It cannot do its work now; the next beat says that it can again."""
        self.noted(error)
        self._failing = True

    def begin(self, *, again: bool) -> None:
        """It is started; a task that failed lives again from its first beat on."""
        self._since, self._silent = datetime.now(UTC), 0.0
        self.restarts += again

    @property
    def hanging(self) -> bool:
        return self._silent > self.silence

    @property
    def living(self) -> bool:
        return not self._failing and not self.hanging

    @property
    def steady(self) -> bool:
        return self._steady >= STEADY_SECONDS

    def passed(self, seconds: float) -> None:
        """So much time went by in which this process could run."""
        self._silent += seconds
        if self.living:
            self._steady += seconds
            self.down = 0.0 if self.steady else self.down
        else:
            self._steady = 0.0
            self.down += seconds

    def state(self) -> TaskState:
        living = self.living
        return TaskState(
            name=self.name,
            living=living,
            since=self._since,
            beat_at=self._beat_at,
            restarts=self.restarts,
            error=self._error,
            error_at=self._error_at,
            down_seconds=0.0 if living else round(self.down, 1),
        )


def summary(error: BaseException) -> str:
    """`ReadOnlySqlTransaction 25006 at pipelines/control/dispatcher.py:150 _take`; of our own errors the message."""
    if isinstance(error, TaskFault):
        return str(error)
    told = describe(error)
    if "message" in told:
        return f"{told['class']} {told['code']}: {told['message']}"
    codes = [str(told[name]) for name in ("sqlstate", "errno") if name in told]
    return " ".join([told["class"], *codes, "at", where(error)])
