"""Paths into a typed event, as limits name their keys: `tenant`, `tags.region`, `customer.id`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from pipelines.core.limits import LimitFault


def path_of(event: type[BaseModel], written: str) -> list[str]:
    """As jobs.event_value takes it: it begins with tenant, tags or data. Errors: LimitFault where the event has no such
    field, or one that is no key."""
    first, *rest = written.split(".")
    if first == "tenant" and not rest:
        return ["tenant"]
    if first == "tags":
        if len(rest) != 1 or not rest[0]:
            raise LimitFault(f"{written!r}: a tag is written as tags.<name>")
        return ["tags", rest[0]]
    model: type[BaseModel] | None = event
    for name in (first, *rest):
        if model is None or name not in model.model_fields:
            known = sorted(model.model_fields) if model else []
            close = difflib.get_close_matches(name, [*known, "tenant", "tags"], n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known) or 'no fields'}"
            raise LimitFault(f"{written!r}: {event.__name__} has no {name!r}; {hint}")
        kinds = list(_kinds(model.model_fields[name].annotation))
        inner = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        model, last = (inner[0] if inner else None), kinds
    if (
        any(get_origin(kind) in (list, dict, tuple, set) or kind in (list, dict, Any) for kind in last)
        or model
    ):
        raise LimitFault(f"{written!r}: is no text or number of {event.__name__}, so it is no key")
    return ["data", first, *rest]


def number_path(event: type[BaseModel], written: str) -> list[str]:
    """The path of a whole number. Errors: LimitFault."""
    path = path_of(event, written)
    if path[0] != "data":
        raise LimitFault(f"{written!r}: is no whole number of {event.__name__}")
    model = event
    for name in path[1:-1]:
        model = next(
            kind for kind in _kinds(model.model_fields[name].annotation) if issubclass(kind, BaseModel)
        )
    if not {*_kinds(model.model_fields[path[-1]].annotation)} <= {int}:
        raise LimitFault(f"{written!r}: is no whole number of {event.__name__}")
    return path


def _kinds(annotation: Any) -> Iterator[Any]:
    """What a value may be, apart from null."""
    if get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _kinds(part)
    elif annotation is not type(None):
        yield annotation
