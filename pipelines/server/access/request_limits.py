"""What is refused by its first lines alone, before a token is looked up or a body is read. Pure."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope

from pipelines.server.problems import Problem

MAX_PATH = 2000  # characters
MAX_PARAMETERS = 100
READS = ("/api/", "/metrics")
CHEAP = ("/api/stream", "/api/documents", "/api/openapi.json", "/api/docs")


def refuse_oversized(scope: Scope) -> None:
    """Errors: Problem 400, 414 or 415."""
    if len(scope["path"]) > MAX_PATH:
        raise Problem(414, "url_too_long", f"the path is longer than {MAX_PATH:,} characters")
    if scope["query_string"].count(b"&") >= MAX_PARAMETERS:
        detail = f"the URL has more than {MAX_PARAMETERS} parameters"
        raise Problem(400, "too_many_parameters", detail)
    encoding = Headers(scope=scope).get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        # Some bytes may stand for gigabytes; nobody needs it here.
        detail = "the body must be sent as it is, without a Content-Encoding"
        raise Problem(415, "encoded_body", detail, headers={"Accept-Encoding": "identity"})


def is_dear(method: str, path: str) -> bool:
    """Whether the API asks the database for a list or for figures. Pages take their place where they are made."""
    reads = method in ("GET", "HEAD") and path.startswith(READS) and not path.startswith(CHEAP)
    return reads and "/documents/" not in path
