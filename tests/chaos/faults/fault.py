"""What a fault is: how it strikes, for how long, and where it cannot."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.chaos.installation.installed import Target

Seen = Mapping[str, int]  # what was seen of it, counted


class NothingHit(Exception):
    """There was nothing to strike just now, or it did not feel it."""


def possible(target: Target) -> str:
    return ""


@dataclass(frozen=True)
class Fault:
    """`strike` is given how many seconds it shall last, chance for its choices, and tells what was seen. `longest`: the
    most seconds it lasts in the long form, and 0 where it is done at once. `missing` says why it cannot strike here."""

    name: str
    strike: Callable[[Target, random.Random, float], Seen]
    longest: float = 0.0
    missing: Callable[[Target], str] = possible
