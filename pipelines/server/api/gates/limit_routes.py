"""/api/limits: what is bounded, who is at work, what waits; another bound for a time, and pauses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from pipelines.operations.gates.gate_acts import (
    MAX_WEIGHT,
    MIN_WEIGHT,
    Until,
    Weight,
    clear_bound,
    pause,
    resume,
    set_bound,
    set_weight,
    weights,
)
from pipelines.operations.gates.gate_list import find_key, find_limit, list_limits
from pipelines.operations.gates.gate_names import Gate, LimitRefused
from pipelines.operations.gates.gate_views import KeyView, LimitDetail, Limits
from pipelines.operations.gates.typed_bounds import LONGEST, SHORTEST
from pipelines.server.access.origins import origin_of
from pipelines.server.api.json_bodies import JsonRoute
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.models import Closed, Text

router = APIRouter(prefix="/api", tags=["limits"], route_class=JsonRoute)
Why = Annotated[
    Text, Field(min_length=1, max_length=500, description="Told by the list, the job and the audit")
]
Key = Annotated[Text, Field(max_length=1000)]


def _written(given: object) -> object:
    """A number is no time: nobody knows whether it counts seconds from now or from 1970."""
    if not isinstance(given, str):
        raise ValueError("must be a time such as 2026-01-31T14:00:00Z")
    return given


class Lasting(Closed, json_schema_extra={"examples": [{"why": "their incident"}]}):
    """Until a time, or for so many seconds from now; with neither, until it is taken back."""

    why: Why
    until: Annotated[AwareDatetime, BeforeValidator(_written)] | None = None
    seconds: float | None = Field(default=None, strict=True, gt=0, le=LONGEST)

    @model_validator(mode="after")
    def _one_end(self) -> Lasting:
        if self.until is not None and self.seconds is not None:
            raise ValueError("until and seconds exclude each other; leave one of them out")
        return self

    @property
    def end(self) -> Until:
        return self.until if self.seconds is None else timedelta(seconds=self.seconds)


class NewBound(Lasting, json_schema_extra={"examples": [{"n": 5, "why": "large import"}]}):
    """`n`: places, or starts of a rate `every` so many seconds; without `every`, those of the declared rate."""

    n: int = Field(strict=True, ge=0, le=1_000_000)
    every: float | None = Field(default=None, strict=True, ge=SHORTEST, le=LONGEST)


class NewWeight(Closed, json_schema_extra={"examples": [{"weight": 2.0}]}):
    weight: float = Field(strict=True, ge=MIN_WEIGHT, le=MAX_WEIGHT)


class Changed(Closed):
    """`changed`: whether it was otherwise before."""

    gate: str
    changed: bool


@router.get("/limits")
def list_all_limits(services: Serving) -> Limits:
    """Every limit, and every pipeline as a gate of its own name: bound in force, places used, what waits, changes."""
    with services.pool.connection() as connection:
        return list_limits(connection)


@router.get("/limits/{name}")
def get_limit(
    services: Serving,
    name: Text,
    after: Annotated[
        Text | None, Query(description="`next` of the page of keys before", max_length=2000)
    ] = None,
) -> LimitDetail:
    """One limit with a page of its keys: those at work or changed first, then those that jobs wait for."""
    with refusals_as_problems(), services.pool.connection() as connection:
        return find_limit(connection, name, after)


@router.get("/limits/{name}/{key:path}")
def get_limit_key(services: Serving, name: Text, key: Key) -> KeyView:
    """One key of a limit, whether or not anything of it is there."""
    with refusals_as_problems(), services.pool.connection() as connection:
        return find_key(connection, Gate(name=name, key=key))


@router.put("/limits/{name}")
def set_limit(request: Request, services: Serving, name: Text, bound: NewBound) -> Changed:
    """Bound a limit, each key of it, or a pipeline, whatever the code declares, from the next look on."""
    return _set(request, services, Gate(name=name), bound)


@router.put("/limits/{name}/{key:path}")
def set_limit_key(request: Request, services: Serving, name: Text, key: Key, bound: NewBound) -> Changed:
    """Bound one key of a limit."""
    return _set(request, services, Gate(name=name, key=key), bound)


@router.delete("/limits/{name}")
def clear_limit(request: Request, services: Serving, name: Text) -> Changed:
    """Let the declared bound hold again."""
    return _undo(request, services, Gate(name=name), clear_bound)


@router.delete("/limits/{name}/{key:path}")
def clear_limit_key(request: Request, services: Serving, name: Text, key: Key) -> Changed:
    """Let the limit's bound hold for this key again."""
    return _undo(request, services, Gate(name=name, key=key), clear_bound)


@router.post("/limits/{name}/pause")
def pause_limit(request: Request, services: Serving, name: Text, how: Lasting) -> Changed:
    """Let no more jobs through a limit or a pipeline; what is at work goes on. Drained once `at_work` is 0."""
    return _pause(request, services, Gate(name=name), how)


@router.post("/limits/{name}/resume")
def resume_limit(request: Request, services: Serving, name: Text) -> Changed:
    """Let jobs through again."""
    return _undo(request, services, Gate(name=name), resume)


@router.post("/limits/{name}/{key:path}/pause")
def pause_limit_key(request: Request, services: Serving, name: Text, key: Key, how: Lasting) -> Changed:
    """Let no more jobs of one key through."""
    return _pause(request, services, Gate(name=name, key=key), how)


@router.post("/limits/{name}/{key:path}/resume")
def resume_limit_key(request: Request, services: Serving, name: Text, key: Key) -> Changed:
    """Let jobs of this key through again."""
    return _undo(request, services, Gate(name=name, key=key), resume)


@router.get("/weights")
def list_weights(services: Serving) -> list[Weight]:
    """How many turns shares get beside the others' 1, where somebody said so."""
    with services.pool.connection() as connection:
        return weights(connection)


@router.put("/weights/{share:path}")
def set_share_weight(request: Request, services: Serving, share: Key, how: NewWeight) -> Changed:
    """Give a share, such as a tenant, more or fewer turns than others."""
    with services.pool.connection() as connection:
        changed = set_weight(connection, share, how.weight, origin=origin_of(request, "api"))
    return Changed(gate=share, changed=changed)


def _set(request: Request, services: Services, gate: Gate, bound: NewBound) -> Changed:
    with refusals_as_problems(), services.pool.connection() as connection:
        set_bound(
            connection, gate, bound.n, every=bound.every, until=bound.end, why=bound.why,
            origin=origin_of(request, "api"),
        )  # fmt: skip
    return Changed(gate=str(gate), changed=True)


def _pause(request: Request, services: Services, gate: Gate, how: Lasting) -> Changed:
    with refusals_as_problems(), services.pool.connection() as connection:
        pause(connection, gate, why=how.why, until=how.end, origin=origin_of(request, "api"))
    return Changed(gate=str(gate), changed=True)


def _undo(request: Request, services: Services, gate: Gate, act: Any) -> Changed:
    with refusals_as_problems(), services.pool.connection() as connection:
        changed = act(connection, gate, origin=origin_of(request, "api"))
    return Changed(gate=str(gate), changed=changed)


@contextmanager
def refusals_as_problems() -> Iterator[None]:
    """Errors: Problem, for a LimitRefused."""
    try:
        yield
    except LimitRefused as refused:
        raise problem(refused) from None


def problem(refused: LimitRefused) -> Problem:
    """404 for a name that nothing has, with the nearest; 422 for what cannot be so."""
    if refused.code == "no_such_limit":
        return Problem(404, "no_such_limit", refused.sentence)
    return Problem(422, "invalid_limit", "the limit cannot be changed so", faults=[refused.message])
