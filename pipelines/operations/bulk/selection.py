"""Which jobs are meant: `status=failed pipeline=news-analyzer error=rate_limited since=2h`, as SQL conditions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from pipelines.operations.bulk.terms import InvalidSelection, Term, read_terms
from pipelines.operations.ids.short_ids import id_part
from pipelines.operations.known.nearest import nearest, none_of
from pipelines.operations.paging import first_id_at, search_words
from steps.core.postgres.sql import load
from steps.core.status import JobStatus

QUERIES = load("selection.sql", "pipelines.operations.bulk")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
TIMES = ("since", "until", "ended_since", "ended_until")
TAG = "tag."
YES_NO = {"yes": True, "no": False}
_LENGTH = re.compile(r"(\d{1,6})([smhdw])")
_TAG_NAME = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@dataclass(frozen=True)
class Selection:
    """What was asked for, checked. Without terms it means every job."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def conditions(self, now: datetime) -> tuple[list[LiteralString], dict[str, Any]]:
        """Conditions on `jobs.job j`, and their parameters. `now`: the database's, from which lengths of time count."""
        parts, params = list[LiteralString](), dict[str, Any]()
        tags = [
            {"name": term.name.removeprefix(TAG), "wanted": term.values, "negated": term.negated}
            for term in self.terms
            if term.name.startswith(TAG)
        ]
        for term in self.terms:
            if not term.name.startswith(TAG):
                condition = QUERIES[term.name]
                parts.append("not coalesce((" + condition + "), false)" if term.negated else condition)
                params |= _params(term, now)
        if tags:
            parts.append(QUERIES["tag"])
            params["tags"] = json.dumps(tags)
        return parts, params


def selection_of(text: str, pipelines: Collection[str]) -> Selection:
    """`pipelines`: the names that there are. Errors: InvalidSelection naming the field, and the nearest right one."""
    terms = read_terms(text)
    for number, term in enumerate(terms):
        check = CHECKS.get(TAG if term.name.startswith(TAG) else term.name)
        if check is None:
            raise InvalidSelection(
                f"{term.name}: is no field of a selection{nearest(term.name, FIELDS)}; there are {', '.join(FIELDS)}"
            )
        if term.name in [before.name for before in terms[:number]]:
            raise InvalidSelection(
                f"{term.name}: stands there twice; put alternatives behind commas: {term.name}=a,b"
            )
        for value in term.values:
            check(term, value, pipelines)
    return Selection(tuple(terms))


def moment_of(text: str, now: datetime) -> datetime:
    """`2h` is so long before `now`; a time without its zone is UTC. Errors: ValueError, OverflowError."""
    if length := _LENGTH.fullmatch(text):
        return now - timedelta(**{UNITS[length[2]]: int(length[1])})
    time = datetime.fromisoformat(text)
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    time.timestamp()
    return time.astimezone(UTC)


def _params(term: Term, now: datetime) -> dict[str, Any]:
    if term.name == "id":
        parts = [part for value in term.values if (part := id_part(value)) is not None]
        return {
            "first_ids": [part.first for part in parts],
            "last_ids": [part.last for part in parts],
            "id_ends": [part.end for part in parts],
        }
    if term.name in TIMES:
        time = moment_of(term.values[0], now)
        return {term.name: time if term.name.startswith("ended") else first_id_at(time)}
    if term.name == "words":
        return {"words": search_words(term.values[0])}
    if term.name == "reran":
        return {"reran": [YES_NO[value] for value in term.values]}
    return {term.name: list(term.values)}


def _one_of(term: Term, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise InvalidSelection(f"{term.name}: {value[:60]} {none_of(value, known)}")


def _status(term: Term, value: str, pipelines: Collection[str]) -> None:
    _one_of(term, value, [str(status) for status in JobStatus])


def _pipeline(term: Term, value: str, pipelines: Collection[str]) -> None:
    _one_of(term, value, pipelines)


def _reran(term: Term, value: str, pipelines: Collection[str]) -> None:
    if value not in YES_NO:
        raise InvalidSelection(f"{term.name}: {value[:60]} is neither yes nor no")


def _time(term: Term, value: str, pipelines: Collection[str]) -> None:
    try:
        moment_of(value, datetime.now(UTC))
    except (ValueError, OverflowError):
        why = "must be a length of time such as 30m, 2h or 7d, or a time such as 2026-01-31T09:30:00Z"
        raise InvalidSelection(f"{term.name}: {why}") from None
    if term.negated or len(term.values) > 1:
        raise InvalidSelection(f"{term.name}: takes one time, behind =")


def _id(term: Term, value: str, pipelines: Collection[str]) -> None:
    if id_part(value) is None:
        raise InvalidSelection(f"id: {value[:60]} is not the beginning of a job's id (6 digits or more)")


def _uuid(term: Term, value: str, pipelines: Collection[str]) -> None:
    try:
        UUID(value)
    except ValueError:
        raise InvalidSelection(
            f"{term.name}: {value[:60]} is no id of an operation; `bgjobs operations` shows them"
        ) from None


def _words(term: Term, value: str, pipelines: Collection[str]) -> None:
    if search_words(value) is None:
        raise InvalidSelection("words: holds no word to look for")
    if len(term.values) > 1:
        raise InvalidSelection('words: takes one text, in quotes: words="rate limit"')


def _tag(term: Term, value: str, pipelines: Collection[str]) -> None:
    if not _TAG_NAME.fullmatch(term.name.removeprefix(TAG)):
        raise InvalidSelection(f"{term.name}: must be tag.NAME, of A-Z, a-z, 0-9, _, . and -")
    _text(term, value, pipelines)


def _text(term: Term, value: str, pipelines: Collection[str]) -> None:
    if not 1 <= len(value) <= 200:
        raise InvalidSelection(f"{term.name}: must have 1 to 200 characters")


CHECKS: dict[str, Callable[[Term, str, Collection[str]], None]] = {
    "status": _status, "pipeline": _pipeline, "error": _text, "step": _text, "words": _words, "since": _time,
    "until": _time, "ended_since": _time, "ended_until": _time, "tenant": _text, TAG: _tag, "event": _text,
    "id": _id, "operation": _uuid, "reran": _reran,
}  # fmt: skip
FIELDS = [f"{name}NAME" if name == TAG else name for name in CHECKS]
