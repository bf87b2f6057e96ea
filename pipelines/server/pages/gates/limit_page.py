"""The page of one limit, one key of it, or a pipeline as a limit: what goes on, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipelines.operations.audit.acts import acts_on_limit
from pipelines.operations.audit.origin import Origin
from pipelines.operations.gates import gate_words
from pipelines.operations.gates.act_words import act_words
from pipelines.operations.gates.gate_acts import Connection, clear_bound, pause, resume, set_bound
from pipelines.operations.gates.gate_list import find_key, find_limit
from pipelines.operations.gates.gate_names import Gate, LimitRefused, read_gate
from pipelines.operations.gates.typed_bounds import read_bound, read_until
from pipelines.server.access.origins import origin_of
from pipelines.server.api.gates.limit_routes import problem, refusals_as_problems
from pipelines.server.pages.forms.send_form import FormValues
from pipelines.server.pages.job.job_list_page import not_storable
from pipelines.server.pages.page_templates import go_to, page
from pipelines.server.pages.shared_work import shared
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving

router = APIRouter(include_in_schema=False)
SPANS = {
    "": "until taken back", "30min": "for 30 minutes", "1h": "for 1 hour", "2h": "for 2 hours", "4h": "for 4 hours",
    "1d": "for a day", "1w": "for a week",
}  # fmt: skip
SHOWN_ACTS = 10


@router.get("/limits/{name}")
async def limit(request: Request, services: Serving, name: str, key: str = "", after: str = "") -> Response:
    return await shared(request, lambda: _page(services, name, key, after))


@router.post("/limits/{name}/{act}")
def change(request: Request, services: Serving, values: FormValues, name: str, act: str) -> Response:
    """Set, clear, pause or resume; a form with faults comes back with them."""
    if act not in ACTS:
        raise Problem(404, "not_found", "limits are set, cleared, paused and resumed")
    key = values.get("key", "").strip()
    gate = read_gate(f"{name}={key}") if key else Gate(name=name)
    faults = [f"{field}: {why}" for field, text in values.items() if (why := not_storable(text))]
    if not faults:
        try:
            with services.pool.connection() as connection:
                ACTS[act](connection, gate, values, origin_of(request, "page"))
        except LimitRefused as refused:
            if refused.code == "no_such_limit":
                raise problem(refused) from None
            faults = [refused.message]
    if faults:
        return _page(services, name, "", "", values=values, act=act, faults=faults, status=422)
    if values.get("back") == "pipeline":
        return go_to(request, f"/pipelines/{quote(name)}")
    return go_to(request, address(gate if values.get("back") == "key" else Gate(name=name)))


def address(gate: Gate) -> str:
    """The page of a limit or a key."""
    query = f"?{urlencode({'key': gate.key})}" if gate.key is not None else ""
    return f"/limits/{quote(gate.name)}{query}"


def _set(connection: Connection, gate: Gate, values: Mapping[str, str], origin: Origin) -> None:
    n, every = read_bound(values.get("bound", ""))
    ends = read_until(values["until"]) if values.get("until") else None
    set_bound(connection, gate, n, every=every, until=ends, why=values.get("why", ""), origin=origin)


def _pause(connection: Connection, gate: Gate, values: Mapping[str, str], origin: Origin) -> None:
    ends = read_until(values["until"]) if values.get("until") else None
    pause(connection, gate, until=ends, why=values.get("why", ""), origin=origin)


def _clear(connection: Connection, gate: Gate, values: Mapping[str, str], origin: Origin) -> None:
    clear_bound(connection, gate, origin=origin)


def _resume(connection: Connection, gate: Gate, values: Mapping[str, str], origin: Origin) -> None:
    resume(connection, gate, origin=origin)


Act = Callable[[Connection, Gate, Mapping[str, str], Origin], None]
ACTS: dict[str, Act] = {"set": _set, "clear": _clear, "pause": _pause, "resume": _resume}


def _page(
    services: Services,
    name: str,
    key: str,
    after: str,
    *,
    values: Mapping[str, str] | None = None,
    act: str = "",
    faults: list[str] | None = None,
    status: int = 200,
) -> Response:
    if not_storable(name + key):
        raise Problem(404, "no_such_limit", "there is no limit of that name")
    with refusals_as_problems(), services.pool.connection() as connection:
        found = find_limit(connection, name, after or None)
        shown = find_key(connection, Gate(name=name, key=key)) if key else found.limit
        acts = acts_on_limit(connection, name, SHOWN_ACTS)
    return page(
        "gates/limit.html",
        status=status,
        limit=found.limit,
        shown=shown,
        key=key,
        keys=[] if key else found.keys,
        older=f"/limits/{quote(name)}?{urlencode({'after': found.next})}" if found.next and not key else None,
        first=f"/limits/{quote(name)}" if after else None,
        acts=[(act_words(each), each) for each in acts],
        values={"key": key, **(values or {})},
        act=act,
        faults=faults or [],
        spans=SPANS,
        words=gate_words,
        here=f"/limits/{quote(name)}?{urlencode({'key': key, 'after': after})}",
    )
