"""Checks that every step gets its input: a pipeline whose steps do not fit together does not render.

Outputs reach inputs through Postgres, by field name, so neither Argo nor a type checker sees a gap between them: it
would show as a failed job. The check compares the models of the steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipelines.core.rendered.graph import before

EVENT = "the event"
RESERVED = frozenset({"pipeline", "data", "events"})  # the runner fills these itself
GIVEN_ON_EXIT = frozenset({"workflow_status", "workflow_failures"})  # and these, for the exit handler alone


class WiringError(Exception):
    """A step's input does not come from exactly one place."""


@dataclass(frozen=True)
class Node:
    """What one step needs, hands on and waits for. `given` are fields that the runner fills."""

    input: type[BaseModel]
    output: type[BaseModel]
    after: tuple[str, ...] = ()
    given: frozenset[str] = field(default=RESERVED)


def check(event: type[BaseModel], nodes: Mapping[str, Node]) -> None:
    """Errors: WiringError with one line for each field of each step that nobody gives, or that two do."""
    faults = [
        f"{step} needs `{name}`, but {fault}"
        for step, node in nodes.items()
        for name, wanted in node.input.model_fields.items()
        if name not in node.given
        for fault in _faults(event, nodes, step, name, wanted)
    ]
    if faults:
        raise WiringError("; ".join(faults))


def _faults(
    event: type[BaseModel], nodes: Mapping[str, Node], step: str, name: str, wanted: FieldInfo
) -> Iterator[str]:
    after = {other: node.after for other, node in nodes.items()}
    earlier = before(after, step)
    givers = {
        other: node.output.model_fields[name]
        for other, node in nodes.items()
        # A step that runs later cannot be mistaken for the giver; one that runs at the same time can.
        if other != step and step not in before(after, other) and name in node.output.model_fields
    }
    if name in event.model_fields:
        givers[EVENT] = event.model_fields[name]
    if len(givers) > 1:
        yield f"{' and '.join(sorted(givers))} all give it; rename one"
    elif not givers:
        if wanted.is_required():
            yield "neither the event nor a step before it gives that"
    else:
        [(giver, given)] = givers.items()
        if giver != EVENT and giver not in earlier:
            yield f"{giver}, which gives it, does not come before"
        if giver == EVENT:
            yield from _when_omitted(given, wanted)


def _when_omitted(given: FieldInfo, wanted: FieldInfo) -> Iterator[str]:
    """Faults where the caller omits a field or sends null, since the event's data is stored as it was sent.

    Outputs that may be null are not checked: whether one is null depends on the job (validate-job measures a document
    where there is one), and a step that cannot take null fails with `invalid_input`.
    """
    if not given.is_required():
        default = given.get_default(call_default_factory=True, validated_data={})
        if wanted.is_required():
            yield f"the event may leave it out; give it the event's default, {default!r}"
        elif wanted.get_default(call_default_factory=True, validated_data={}) != default:
            yield f"its default is not the event's, {default!r}"
    if _allows_none(given.annotation) and not _allows_none(wanted.annotation):
        yield "the event may give null"


def _allows_none(annotation: Any) -> bool:
    return annotation is Any or annotation is type(None) or type(None) in get_args(annotation)
