"""What people do to limits at run time: set, clear, pause, resume, weigh. The SQL functions write the audit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from pipelines.operations.audit.origin import Origin
from pipelines.operations.gates.gate_names import Gate, LimitRefused, no_such
from steps.core.models import Model
from steps.core.postgres.refusals import refusal_of
from steps.core.postgres.sql import load

QUERIES = load("gate_acts.sql", "pipelines.operations.gates")
Connection = psycopg.Connection[Any]
Until = datetime | timedelta | None
MIN_WEIGHT, MAX_WEIGHT = 0.000001, 1_000_000


class Named(Model):
    """`kind`: concurrent, rate, quiet or batch; `pipeline`; or `gone`, what only a change speaks of any more."""

    name: str
    kind: str
    keyed: bool


class Weight(Model):
    """How much of the turns a share gets, beside the others' 1."""

    key: str
    weight: float


def known_names(connection: Connection) -> dict[str, Named]:
    """Everything that may be bounded or paused, by name."""
    with connection.cursor(row_factory=class_row(Named)) as cursor:
        return {found.name: found for found in cursor.execute(QUERIES["names"])}


def check_gate(connection: Connection, gate: Gate) -> Named:
    """What the gate is of. Errors: LimitRefused `no_such_limit` with the nearest name, `invalid_limit`."""
    known = known_names(connection)
    if gate.name not in known:
        raise no_such(gate.name, known)
    if gate.key is not None and not known[gate.name].keyed:
        raise LimitRefused("invalid_limit", "key", f"{gate.name} has no keys")
    return known[gate.name]


def set_bound(
    connection: Connection,
    gate: Gate,
    n: int,
    *,
    why: str,
    origin: Origin,
    every: float | None = None,
    until: Until = None,
) -> None:
    """Bound a limit, one key of it or a pipeline until somebody clears it, or until then. `every`: seconds, of a rate.
    Errors: LimitRefused."""
    check_gate(connection, gate)
    _change(connection, "set", gate, {"n": n, "every": every, "why": why}, until, origin)


def clear_bound(connection: Connection, gate: Gate, *, origin: Origin) -> bool:
    """Let the declared bound hold again; whether another one was set. Errors: LimitRefused."""
    check_gate(connection, gate)
    return _undo(connection, "clear", gate, origin)


def pause(connection: Connection, gate: Gate, *, why: str, origin: Origin, until: Until = None) -> None:
    """Let no more jobs through; what is at work goes on. Errors: LimitRefused."""
    check_gate(connection, gate)
    _change(connection, "pause", gate, {"why": why}, until, origin)


def resume(connection: Connection, gate: Gate, *, origin: Origin) -> bool:
    """Let jobs through again; whether it was paused. Errors: LimitRefused."""
    check_gate(connection, gate)
    return _undo(connection, "resume", gate, origin)


def at_work(connection: Connection, gate: Gate) -> int:
    """Jobs at work under it: none of them, once it is paused and drained."""
    told = {"gate": stored(connection, gate), "whole": gate.key is None}
    row = connection.execute(QUERIES["at_work"], told).fetchone()
    return int(row[0]) if row else 0


def stored(connection: Connection, gate: Gate) -> str:
    """The gate as rows have it: a long key is cut there."""
    if gate.key is None:
        return gate.name
    row = connection.execute(QUERIES["key_text"], {"key": gate.key}).fetchone()
    return f"{gate.name}={row[0] if row else gate.key}"


def set_weight(connection: Connection, key: str, weight: float, *, origin: Origin) -> bool:
    """Whether that is a change. Errors: LimitRefused."""
    if not MIN_WEIGHT <= weight <= MAX_WEIGHT:
        raise LimitRefused("invalid_limit", "weight", f"must be from {MIN_WEIGHT:f} to {MAX_WEIGHT:,}")
    told = {"key": key, "weight": weight, "origin": origin.json_text()}
    row = connection.execute(QUERIES["set_weight"], told).fetchone()
    return bool(row and row[0])


def weights(connection: Connection) -> list[Weight]:
    """Those that somebody set; all others are 1."""
    with connection.cursor(row_factory=class_row(Weight)) as cursor:
        return cursor.execute(QUERIES["weights"]).fetchall()


def _change(
    connection: Connection, act: str, gate: Gate, what: dict[str, Any], until: Until, origin: Origin
) -> None:
    options = {**what, "who": origin.actor, "origin": origin.model_dump(exclude_none=True)}
    told = {
        "name": gate.name,
        "key": gate.stored_key,
        "options": Jsonb(options),
        "until": until if isinstance(until, datetime) else None,
        "seconds": until.total_seconds() if isinstance(until, timedelta) else None,
    }
    try:
        connection.execute(QUERIES[act], told)
    except psycopg.Error as error:
        if (refusal := refusal_of(error)) is None:
            raise
        raise LimitRefused("invalid_limit", refusal.field, refusal.sentence) from None


def _undo(connection: Connection, act: str, gate: Gate, origin: Origin) -> bool:
    told = {"name": gate.name, "key": gate.stored_key, "origin": origin.json_text()}
    row = connection.execute(QUERIES[act], told).fetchone()
    return bool(row and row[0])
