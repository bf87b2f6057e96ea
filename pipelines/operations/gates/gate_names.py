"""How people name a limit or one key of it, `openai` or `customer=42`, and what they most likely meant. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from steps.core.errors import PermanentError
from steps.core.models import Model

EVERY_KEY = "*"


class LimitRefused(PermanentError):
    """A change of a limit that cannot be made; `field` is what is wrong with it: `limit`, `key`, `n`, `every`, `until`
    or `why`."""

    def __init__(self, code: str, field: str, sentence: str) -> None:
        super().__init__(code, f"{field}: {sentence}")
        self.field, self.sentence = field, sentence


class Gate(Model):
    """A limit, or one key of it; `key` is null for the whole: a limit without keys, every key, or a pipeline."""

    name: str
    key: str | None = None

    def __str__(self) -> str:
        return self.name if self.key is None else f"{self.name}={self.key}"

    @property
    def stored_key(self) -> str:
        """As the SQL functions take it."""
        return EVERY_KEY if self.key is None else self.key


def read_gate(text: str) -> Gate:
    """`customer=42` -> the key 42 of customer; a key may hold more of `=`, and spaces at its
    ends; `*` stands for every key."""
    name, equals, key = text.partition("=")
    return Gate(name=name.strip(), key=key if equals and key != EVERY_KEY else None)


def no_such(name: str, known: Iterable[str]) -> LimitRefused:
    """The refusal of a name that nothing has, with the nearest that something has."""
    known = sorted(known)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known[:20])}"
    return LimitRefused(
        "no_such_limit", "limit", f"there is no limit and no pipeline called {name[:60]}; {hint}"
    )
