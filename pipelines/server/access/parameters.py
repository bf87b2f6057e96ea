"""A parameter that an endpoint does not have is refused: it would be a filter that filters nothing."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from pipelines.operations.known.nearest import nearest
from pipelines.server.problems import Problem
from steps.core.validation import part_of_path

API = "/api/"


async def known_parameters(request: Request) -> None:
    """A dependency of every endpoint. Pages read their address themselves, and other systems' webhooks add to theirs.

    Errors: Problem 422, with a fault for each parameter that is not known.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not request.url.path.startswith(API) or not request.query_params:
        return
    known = parameters_of(route)
    given = [name for name, _ in request.query_params.multi_items()]
    faults = [_unknown(name, known) for name in dict.fromkeys(given) if name not in known]
    if faults:
        raise Problem(422, "invalid_request", "the request is not valid", faults=faults)


def parameters_of(route: APIRoute) -> tuple[str, ...]:
    """The names that an endpoint takes behind the question mark, as its description lists them."""
    return tuple(_aliases(route.dependant))


def _aliases(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for below in dependant.dependencies:
        yield from _aliases(below)


def _unknown(name: str, known: tuple[str, ...]) -> str:
    there = f"there are {', '.join(known)}" if known else "it takes none"
    return f"{part_of_path(name)}: is no parameter of this endpoint{nearest(name, known) or '; ' + there}"
