"""Whose request it is and where it came from, as the audit keeps it."""

from __future__ import annotations

from typing import Literal

from fastapi import Request

from pipelines.operations.audit.origin import Origin


def who(request: Request) -> str:
    """The token's name, or that none was asked for, as on this machine."""
    bearer = getattr(request.state, "bearer", None)
    return f"token {bearer.name}" if bearer else "local"


def origin_of(request: Request, door: Literal["api", "page"]) -> Origin:
    """`address` is that of the connection: behind a proxy, the proxy's."""
    return Origin(door=door, actor=who(request), address=request.client.host if request.client else None)
