"""Texts on which a regular expression is slow if it can be: made of its own characters, repeated, without its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_CATEGORIES = {
    codes.CATEGORY_DIGIT: "7", codes.CATEGORY_NOT_DIGIT: "a", codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a", codes.CATEGORY_NOT_WORD: " ",
}  # fmt: skip
_CANDIDATES = " aA7.,-\n\t\"'(:;/@&<>_é0zZ|=[]{}*#%$€!?"
# What documents are made of, one thing again and again.
UNITS = (
    " ", "\n", "\t", "\r\n", " \n", ".", ". ", "7", "7 ", "1,", "1.", "1.1 ", "a", "A", "a ", "Aa ", "aA", "A.", "é",
    "-", "a-", "_", "*", "/", "(", "()", "[", "{", "<", "<a", '"', '"a ', "“A ", "'", "it's ", "a:", "A: ", "a, ",
    "a; ", "a? ", "a b. ", "Mr. ", "Inc. ", "and ", "of the ", "€1 ", "5% ", "0:1:", "a@", "a.", "1 of ", "May 1, ",
    "shall ",
)  # fmt: skip
_LONG = 60  # repetitions from which a part counts as a long one


class Recipe(NamedTuple):
    """A text of any length: `before`, then `unit` as often as fits, then `after`, which no repetition of it takes."""

    before: str
    unit: str
    after: str = ""

    def text(self, size: int) -> str:
        return (self.before + self.unit * (size // len(self.unit) + 1))[: size - len(self.after)] + self.after


def recipes(pattern: re.Pattern[Any]) -> list[Recipe]:
    """Each once."""
    tree = list(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    return list(dict.fromkeys(recipe for recipe in [*_recipes(tree), *_general()] if recipe.unit))


def _ending(unit: str) -> str:
    return "." if unit[-1].isalnum() else "a"


def _general() -> Iterator[Recipe]:
    for unit in UNITS:
        yield Recipe("", unit)
        if len(unit) == 1:
            yield Recipe("", unit, _ending(unit))


def _recipes(tree: list[Any]) -> Iterator[Recipe]:
    whole = _sample(tree)
    units = {*_letters(tree), whole, whole[:-1], *_prefixes(tree)}
    for before, body in _long_parts(tree, ""):
        for unit in {body, body[-1:]} - {""}:
            units |= {before[-40:] + unit, unit + " ", unit + "\n"}
            yield Recipe(before, unit)
            yield Recipe("", before[-200:] + unit * 200)
    for unit in sorted(units):
        yield Recipe("", unit)


def _prefixes(tree: list[Any]) -> set[str]:
    return {_sample(tree[:end]) for end in range(1, len(tree))}


def _long_parts(tree: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """Each part that may repeat often: a text that leads to it, and what it repeats."""
    for kind, value in tree:
        if kind in _REPEATS:
            _, most, body = value
            if most is codes.MAXREPEAT or most >= _LONG:
                yield before, _sample(list(body))
            yield from _long_parts(list(body), before)
        for inner in _bodies(kind, value):
            yield from _long_parts(inner, before)
        before += _sample([(kind, value)])


def _bodies(kind: Any, value: Any) -> Iterator[list[Any]]:
    if kind is codes.SUBPATTERN:
        yield list(value[-1])
    elif kind is codes.BRANCH:
        yield from map(list, value[1])
    elif kind is codes.ATOMIC_GROUP:
        yield list(value)
    elif kind in (codes.ASSERT, codes.ASSERT_NOT):
        yield list(value[1])


def _letters(tree: list[Any]) -> set[str]:
    """A character of each literal and class."""
    found: set[str] = set()
    for kind, value in tree:
        if kind in _REPEATS:
            found |= _letters(list(value[2]))
        elif kind in (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY):
            found.add(_sample([(kind, value)]))
        for inner in _bodies(kind, value):
            found |= _letters(inner)
    return found


def _sample(tree: list[Any]) -> str:
    """A short text that fits, as far as one can tell without trying."""
    return "".join(_piece(kind, value) for kind, value in tree)


def _piece(kind: Any, value: Any) -> str:
    if kind is codes.LITERAL:
        return chr(value)
    if kind is codes.ANY:
        return "a"
    if kind is codes.NOT_LITERAL:
        return next(char for char in _CANDIDATES if ord(char) != value)
    if kind is codes.IN:
        return _of_class(value)
    if kind in _REPEATS:
        least, most, body = value
        times: int = max(min(least, 50), 1 if most else 0)
        return _sample(list(body)) * times
    if kind is codes.BRANCH:
        return _sample(list(value[1][0]))
    if kind is codes.SUBPATTERN:
        return _sample(list(value[-1]))
    return _sample(list(value)) if kind is codes.ATOMIC_GROUP else ""


def _of_class(members: list[Any]) -> str:
    negated = members[0][0] is codes.NEGATE
    if negated:
        return next(
            (char for char in _CANDIDATES if not any(_holds(member, char) for member in members[1:])), "a"
        )
    kind, value = members[0]
    if kind is codes.LITERAL:
        return chr(value)
    return chr(value[0]) if kind is codes.RANGE else _CATEGORIES.get(value, "a")


def _holds(member: tuple[Any, Any], char: str) -> bool:
    kind, value = member
    if kind is codes.LITERAL:
        return ord(char) == int(value)
    if kind is codes.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    tests = {
        codes.CATEGORY_DIGIT: char.isdigit(), codes.CATEGORY_NOT_DIGIT: not char.isdigit(),
        codes.CATEGORY_SPACE: char.isspace(), codes.CATEGORY_NOT_SPACE: not char.isspace(),
        codes.CATEGORY_WORD: char.isalnum(), codes.CATEGORY_NOT_WORD: not char.isalnum(),
    }  # fmt: skip
    return tests.get(value, False)
