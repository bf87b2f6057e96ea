"""What a call may take, and whether an answer fits in the time that is left. All speeds are estimates. Pure."""

from __future__ import annotations

from dataclasses import dataclass

CALL_SECONDS = 45.0  # what a call may take, time left permitting; long answers get more:
TOKENS_PER_SECOND = (
    30.0  # models write 50 to 150; one that is slower than this hangs, unless a probe found it so slow
)
BYTES_PER_TOKEN = 3.5
SHORTEST = 150  # tokens of an answer, plus
SHARE = 8  # one for each so many of the document: fewer than nearly any answer has


@dataclass(frozen=True)
class Pace:
    """Tokens per second of a server and model, where they are known. `age`: seconds since they were measured. `told`:
    the server measured itself, without what loading the model took."""

    writing: float | None = None
    reading: float | None = None
    age: float = 0.0
    told: bool = False


UNKNOWN = Pace()


def call_seconds(room: int, pace: Pace, told: float | None) -> float:
    """The most seconds that a call may take whose answer has room for so many tokens. `told`: the setting."""
    if told is not None:
        return told
    slowest = min(TOKENS_PER_SECOND, pace.writing or TOKENS_PER_SECOND)
    return max(CALL_SECONDS, room / slowest)


def least_seconds(text_bytes: int, room: int, pace: Pace) -> float:
    """What the shortest answer about a text of so many bytes takes; 0 where no speed is known."""
    read = text_bytes / BYTES_PER_TOKEN
    written = min(room, SHORTEST + read / SHARE)
    return (written / pace.writing if pace.writing else 0.0) + (read / pace.reading if pace.reading else 0.0)


def too_slow(text_bytes: int, room: int, pace: Pace, seconds: float) -> str | None:
    """The sentence of why an answer does not fit in these seconds; None where it may."""
    needed = least_seconds(text_bytes, room, pace)
    if needed <= seconds:
        return None
    return (
        f"the model server writes about {pace.writing or 0:.0f} tokens a second (an estimate, measured by a probe), so "
        f"this answer takes at least about {needed:.0f} s, and there are {max(0.0, seconds):.0f} s for it: choose a "
        "faster model (JOBS_OPENAI_MODEL) or server, or give the pipeline more time (JOBS_BUDGETS) and the call "
        "(JOBS_LLM_CALL_SECONDS, where it is set)"
    )
