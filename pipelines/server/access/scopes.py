"""Who may ask for what: scopes by path, hosts a browser may name, origins that may change something. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import urlsplit

from pipelines.operations.tokens import Scope, is_token

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = ("/health/live", "/health/ready", "/hooks/")  # hooks prove themselves by their signature
GUARDED = "/api/audit"  # names of people and where they work
SENDING = ("/api/events", "/api/documents")
BEGINNING = 12  # characters of a token
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def needed_scope(method: str, path: str) -> Scope | None:
    """None: open to everybody. What nobody thought of needs the most."""
    if path.startswith(OPEN):
        return None
    if method in SAFE:
        return "operate" if path.startswith(GUARDED) else "read"
    return "send" if path in SENDING else "operate"


def host_of(authority: str) -> str:
    """`127.0.0.1:8288` -> `127.0.0.1`, `[::1]:8288` -> `::1`; what makes no sense -> an empty text."""
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def is_same_origin(headers: Mapping[str, str], public_url: str | None = None) -> bool:
    """Whether a browser sent this from one of our own pages, or no browser sent it at all.

    Browsers name the relation (Sec-Fetch-Site) or at least the page's origin, and no page can change what they say.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    ours = {headers.get("host", "").lower()} | (
        {urlsplit(public_url).netloc.lower()} if public_url else set()
    )
    try:
        return urlsplit(origin).netloc.lower() in ours - {""}
    except ValueError:
        return False


def secret_in(authorization: str) -> str | None:
    """The token in an Authorization header: Bearer, or Basic with the token as password (what browsers can do)."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2] or None
        except ValueError:  # also of characters that are none of base64, and of bytes that are no text
            return None
    return None


def beginning(secret: str) -> str:
    """What tells one token's failures from another's; what is no token at all counts as one."""
    return secret[:BEGINNING] if is_token(secret) else ""
