"""Templates into pages: one environment for all of them, everything escaped, static files named by their content."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipelines.operations.schedules.duration import written
from pipelines.server.pages import formats
from pipelines.server.pages.markdown import markdown, words

SERVER = Path(__file__).resolve().parents[1]
STATIC = SERVER / "static"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(SERVER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "age": formats.age,
        "count": formats.count,
        "duration": formats.duration,
        "exact": formats.exact,
        "limit": formats.limit,
        "markdown": markdown,
        "money": formats.money,
        "pretty": formats.pretty_json,
        "short": formats.short_id,
        "short_duration": written,
        "size": formats.size,
        "words": words,
    }
    made.globals |= {
        # So that the script knows how far its own clock is off; by the database's where a page's figures are by that.
        "clock": lambda now=None: round((now.timestamp() if now else time.time()) * 1000),
        "seconds": lambda length: timedelta(seconds=length),
        "static": static_url,
        "version": version("background-jobs"),
    }
    return made


@cache
def static_url(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it for ever."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(environment().get_template(template).render(values), status)


def asked_by_script(request: Request) -> bool:
    return "hx-request" in request.headers


def address_of(request: Request, public_url: str | None) -> str:
    """This server's address without a slash at its end, as whoever asks reaches it."""
    return (public_url or str(request.base_url)).rstrip("/")


def go_to(request: Request, path: str) -> Response:
    """Lead the browser to another page after a form was taken; a script's request is told instead of redirected."""
    if asked_by_script(request):
        return Response(status_code=204, headers={"HX-Redirect": path})
    return RedirectResponse(path, 303)
