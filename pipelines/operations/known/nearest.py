"""A word that is none of those there are: refused by its field, with the nearest right one. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from steps.core.errors import PermanentError

MOST = 20  # words that a sentence lists


class UnknownName(PermanentError):
    """`field`: where it was given. The message is `field: sentence`, which names the nearest, and all where they are
    few."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__("unknown_name", f"{field}: {sentence}")
        self.field, self.sentence = field, sentence


def nearest(given: str, known: Collection[str]) -> str:
    """A question that names the right word, if one is near."""
    close = difflib.get_close_matches(given[:200], known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""


def none_of(given: str, known: Collection[str]) -> str:
    """The sentence about a word that is none of these, which it does not repeat."""
    words = sorted(known)
    listed = ", ".join(words[:MOST]) + (f" and {len(words) - MOST} more" if len(words) > MOST else "")
    return f"is none of {listed}{nearest(given, words)}"


def one_of(field: str, given: str, known: Collection[str]) -> str:
    """The word itself. Errors: UnknownName."""
    if given not in known:
        raise UnknownName(field, none_of(given, known))
    return given
