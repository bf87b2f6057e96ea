"""The words of a selection: `name=value`, `name!=value`, alternatives behind commas, quotes around spaces. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from steps.core.errors import PermanentError
from steps.core.models import storable

LONGEST = 20_000  # characters; 500 ids
_PLAIN = re.compile(r'[^\s,"\\]+')
_HEAD = re.compile(r"\s*([^\s=!,\"]+)(!=|=)")
_VALUE = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s,"]+)', re.DOTALL)


class InvalidSelection(PermanentError):
    """The message names the field and the way out."""

    def __init__(self, message: str) -> None:
        super().__init__("invalid_selection", message)


@dataclass(frozen=True)
class Term:
    """One condition: one of `values` stands in the field `name`, or, where `negated`, none of them."""

    name: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        return f"{self.name}{'!=' if self.negated else '='}{','.join(map(quoted, self.values))}"


def quoted(value: str) -> str:
    """The value as it is written in a selection."""
    if _PLAIN.fullmatch(value):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def read_terms(text: str) -> list[Term]:
    """Errors: InvalidSelection."""
    if len(text) > LONGEST:
        raise InvalidSelection(f"the selection is longer than {LONGEST:,} characters")
    try:
        storable(text)
    except ValueError as error:
        raise InvalidSelection(f"the selection {error}") from None
    terms, at = list[Term](), 0
    while at < len(text.rstrip()):
        head = _HEAD.match(text, at)
        if head is None:
            rest = text[at:].split()[0][:60]
            raise InvalidSelection(f"{rest}: must be FIELD=VALUE, such as status=failed since=2h")
        values, at = _values(text, head.end(), head[1])
        terms.append(Term(head[1], values, negated=head[2] == "!="))
    return terms


def _values(text: str, at: int, name: str) -> tuple[tuple[str, ...], int]:
    """The alternatives that begin here, and where they end."""
    values = list[str]()
    while True:
        found = _VALUE.match(text, at)
        if found is None:
            raise InvalidSelection(
                f"{name}: needs a value behind = and behind each comma, in quotes if it has spaces"
            )
        values.append(re.sub(r"\\(.)", r"\1", found[1]) if found[2] is None else found[2])
        at = found.end()
        if text[at : at + 1] != ",":
            break
        at += 1
    if text[at : at + 1].strip():
        raise InvalidSelection(f"{name}: behind its value must follow a space or a comma")
    return tuple(values), at
