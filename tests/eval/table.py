"""One line of the evaluation: what was measured, how good it is, and the floor it must not fall below."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@dataclass(frozen=True)
class Row:
    """`value` and `floor` are on the same scale; `lower_is_better` for error rates. `n` is the number of cases."""

    pipeline: str
    measure: str
    value: float
    floor: float
    n: int
    lower_is_better: bool = False

    @property
    def passed(self) -> bool:
        return self.value <= self.floor if self.lower_is_better else self.value >= self.floor


Measure = Callable[[], Iterable[Row]]


def held_back(names: Iterable[str]) -> frozenset[str]:
    """The third of the development files at which whoever wrote the rules did not look while judging them: the third
    of the names with the smallest SHA-256, so that nobody chooses them.
    """
    ordered = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return frozenset(ordered[: round(len(ordered) / 3)])
