"""The limits there are, with what goes on at each. However much waits, a look costs the same."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row

from pipelines.operations.gates.gate_acts import check_gate, stored
from pipelines.operations.gates.gate_names import EVERY_KEY, Gate, LimitRefused, read_gate
from pipelines.operations.gates.gate_views import (
    Change,
    Declared,
    KeyView,
    LimitDetail,
    Limits,
    LimitView,
    Use,
)
from steps.core.models import Model, storable
from steps.core.postgres.sql import load

QUERIES = load("gate_list.sql", "pipelines.operations.gates")
KEYS = 50  # that wait, on a page
AT_WORK = 200  # keys at work or changed, on the first page
HOLDERS = 20
Connection = psycopg.Connection[Any]
Row = dict[str, Any]


class AtWork(Model):
    gate: str
    jobs: int
    units: int
    holders: list[str]


class Waiting(Model):
    """`gate` is null for what is said of the whole look."""

    gate: str | None
    jobs: int
    cut: bool


Changes = dict[str, dict[str, dict[str, Change]]]  # by limit, `set` or `pause`, and key


def list_limits(connection: Connection) -> Limits:
    """Every limit, and every pipeline as a gate of its own name."""
    rows = _rows(connection, "limits", name=None)
    changes = _changes(connection, None)
    live = _at_work(connection)
    waiting = [Waiting(**row) for row in _rows(connection, "all_waiting")]
    rooms = _rooms(connection, [row["name"] for row in rows])
    more = any(found.cut for found in waiting if found.gate is None)
    by_limit = defaultdict[str, list[Waiting]](list)
    for found in waiting:
        if found.gate is not None:
            by_limit[read_gate(found.gate).name].append(found)
    limits = [
        _limit(row, live, by_limit[row["name"]], changes[row["name"]], rooms.get(row["name"]), more)
        for row in rows
    ]
    return Limits(limits=sorted(limits, key=lambda limit: (limit.kind == "pipeline", limit.name)))


def find_limit(connection: Connection, name: str, after: str | None = None) -> LimitDetail:
    """One limit and a page of its keys. Errors: LimitRefused `no_such_limit`, `invalid_limit` for a wrong `after`."""
    check_gate(connection, Gate(name=name))
    limit = next(found for found in list_limits(connection).limits if found.name == name)
    if limit.per is None:
        return LimitDetail(limit=limit, keys=[], next=None)
    lanes = _rows(connection, "waiting_keys", name=name, after=_lane(after), most=KEYS + 1)
    page, more = lanes[:KEYS], len(lanes) > KEYS
    waits = defaultdict[str, list[Waiting]](list)
    for lane in page:
        waits[lane["gate"]].append(Waiting(gate=lane["gate"], jobs=lane["jobs"], cut=lane["cut"]))
    changes, live = _changes(connection, name)[name], _at_work(connection)
    wanted = dict.fromkeys(waits)
    if after is None:
        changed = {f"{name}={key}" for keys in changes.values() for key in keys if key != EVERY_KEY}
        busy = [found.gate for found in _fullest(live.values()) if read_gate(found.gate).name == name]
        wanted = dict.fromkeys([*sorted(changed), *busy][:AT_WORK]) | wanted
    rooms = _rooms(connection, list(wanted))
    keys = [_key(gate, live.get(gate), waits[gate], changes, rooms[gate], more=more) for gate in wanted]
    return LimitDetail(limit=limit, keys=keys, next=_cursor(page[-1]["lane"]) if more else None)


def find_key(connection: Connection, gate: Gate) -> KeyView:
    """One key of a limit, whether or not anything of it is there. Errors: LimitRefused."""
    check_gate(connection, gate)
    text = stored(connection, gate)
    waiting = [Waiting(gate=text, **row) for row in _rows(connection, "waiting_at", gate=text)]
    changes = _changes(connection, gate.name)[gate.name]
    room = _rooms(connection, [text])[text]
    return _key(text, _at_work(connection).get(text), waiting, changes, room)


def changes_of(connection: Connection, name: str) -> Use:
    """What people changed of a limit or a pipeline as a whole, and nothing else of it."""
    changes = _changes(connection, name)[name]
    return Use(override=changes["set"].get(EVERY_KEY), paused=changes["pause"].get(EVERY_KEY))


def _limit(
    row: Row, live: dict[str, AtWork], waiting: list[Waiting], changes: Any, room: Row | None, more: bool
) -> LimitView:
    name = row["name"]
    at_work = [found for gate, found in live.items() if read_gate(gate).name == name]
    alone = {change.key for kind in changes.values() for change in kind.values() if change.key is not None}
    known = row["kind"] not in ("pipeline", "gone")
    return LimitView(
        name=name,
        kind=row["kind"],
        per=row["per"],
        declared=Declared(**{field: row[field] for field in Declared.model_fields}) if known else None,
        pipelines=row["pipelines"],
        keys_at_work=len(at_work) if row["per"] else 0,
        keys_changed=len(alone),
        **_used(at_work),
        **_waits(waiting, more),
        **_bound(room, row["kind"], keyed=row["per"] is not None),
        override=changes["set"].get(EVERY_KEY),
        paused=changes["pause"].get(EVERY_KEY),
    )


def _key(
    gate: str, live: AtWork | None, waiting: list[Waiting], changes: Any, room: Row, *, more: bool = False
) -> KeyView:
    key = gate.partition("=")[2]
    return KeyView(
        gate=gate,
        key=key,
        **_used([live] if live else []),
        **_waits(waiting, more),
        **_bound(room, "", keyed=False),
        override=changes["set"].get(key) or changes["set"].get(EVERY_KEY),
        paused=changes["pause"].get(key) or changes["pause"].get(EVERY_KEY),
    )


def _used(live: list[AtWork]) -> Row:
    return {
        "used": sum(found.units for found in live),
        "at_work": sum(found.jobs for found in live),
        "holders": [job for found in _fullest(live) for job in found.holders][:HOLDERS],
    }


def _fullest(live: Iterable[AtWork]) -> list[AtWork]:
    return sorted(live, key=lambda found: (-found.units, found.gate))


def _waits(waiting: list[Waiting], more: bool) -> Row:
    cut = more or any(found.cut for found in waiting)
    return {"waiting": sum(found.jobs for found in waiting), "waiting_more": cut}


def _bound(room: Row | None, kind: str, *, keyed: bool) -> Row:
    """`room` of all keys together says nothing."""
    if room is None or kind in ("quiet", "batch"):
        return {}
    every = None if room["emission"] is None else room["emission"] * room["n"]
    return {"n": room["n"], "every": every, "room": None if keyed else room["room"]}


def _changes(connection: Connection, name: str | None) -> Changes:
    found: Changes = defaultdict(lambda: {"set": {}, "pause": {}})
    for row in _rows(connection, "changes", name=name):
        key = None if row["key"] == EVERY_KEY else row["key"]
        kept = {field: row[field] for field in Change.model_fields if field != "key"}
        found[row["name"]][row["act"]][row["key"]] = Change(key=key, **kept)
    return found


def _at_work(connection: Connection) -> dict[str, AtWork]:
    with connection.cursor(row_factory=class_row(AtWork)) as cursor:
        return {found.gate: found for found in cursor.execute(QUERIES["at_work"])}


def _rooms(connection: Connection, gates: list[str]) -> dict[str, Row]:
    return {row["gate"]: row for row in _rows(connection, "rooms", gates=gates)}


def _rows(connection: Connection, query: str, **params: Any) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(QUERIES[query], params).fetchall()


def _cursor(lane: str) -> str:
    return base64.urlsafe_b64encode(lane.encode()).decode().rstrip("=")


def _lane(after: str | None) -> str:
    """Errors: LimitRefused for what `_cursor` did not make."""

    if after is None:
        return ""
    try:
        return storable(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode())
    except ValueError:
        raise LimitRefused("invalid_limit", "after", "is no `next` of a page of keys") from None
