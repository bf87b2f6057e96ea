"""Stands before everything else: host, origin and token are checked here, so no page or endpoint can forget it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext

import psycopg
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.core.settings import is_loopback
from pipelines.server.access.bearers import Bearers
from pipelines.server.access.body import UPLOADS, BodyMemory, BoundedBody
from pipelines.server.access.crowd import Crowd
from pipelines.server.access.login_failures import Failures, client_of
from pipelines.server.access.request_limits import is_dear, refuse_oversized
from pipelines.server.access.scopes import (
    FORWARDED,
    SAFE,
    beginning,
    host_of,
    is_same_origin,
    needed_scope,
    secret_in,
)
from pipelines.server.problems import Problem, database_away
from pipelines.server.services import Services

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Browsers know Basic only. The pages' own calls of the API need it as well: offered Bearer too, Chromium takes neither.
LOGIN = 'Basic realm="jobs: the token is the password"'
UPLOADS_AT_ONCE = 16  # each is a file, and then a thread that stores it
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """On loopback anybody on this machine may do everything; elsewhere a token says who may do what."""

    def __init__(self, app: ASGIApp, services: Services, failures: Failures, readers: Crowd) -> None:
        self._app, self._services = app, services
        self._bearers, self._failures = Bearers(services), failures
        self._readers, self._uploads = readers, Crowd(UPLOADS_AT_ONCE)
        self._memory, self._files = BodyMemory(), BodyMemory(services.control.upload_bytes * 3 // 2)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        memory = self._files if scope["path"] == UPLOADS else self._memory
        sending, body = with_headers(send), BoundedBody(scope, receive, memory)
        try:
            refuse_oversized(scope)
            await self._check(scope)
        except Problem as problem:
            await problem.response()(scope, receive, sending)
            return
        except psycopg.OperationalError:
            await database_away().response()(scope, receive, sending)
            return
        try:
            async with self._place(scope["method"], scope["path"]):
                await self._app(scope, body.receive, sending)
        except ClientDisconnect:
            pass  # nobody waits for an answer
        except Problem as problem:  # there was no place
            await problem.response()(scope, receive, sending)
        finally:
            body.done()

    def _place(self, method: str, path: str) -> AbstractAsyncContextManager[None]:
        if is_dear(method, path):
            return self._readers.place()
        return self._uploads.place() if (method, path) == ("POST", UPLOADS) else nullcontext()

    async def _check(self, scope: Scope) -> None:
        """Errors: Problem 401, 403, 421 or 429."""
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        hook = path.startswith("/hooks/")
        if method not in SAFE and not hook and not is_same_origin(headers, self._services.control.public_url):
            raise Problem(403, "other_origin", "another site's page may not do this")
        needed = needed_scope(method, path)
        if needed is None:
            return
        if not self._services.control.needs_token:
            _check_local(headers)
            return
        secret = secret_in(headers.get("authorization", ""))
        bearer = await self._bearers.find(secret) if secret else None
        if bearer is None:
            detail = "a valid token is needed: Authorization: Bearer jobs_…; `bgjobs token create` makes one"
            refusal = Problem(401, "token_needed", detail, headers={"WWW-Authenticate": LOGIN})
            raise self._failures.failed(client_of(scope), beginning(secret), refusal) if secret else refusal
        if needed not in bearer.scopes:
            raise Problem(403, "scope_missing", f"this token has no scope `{needed}`")
        scope.setdefault("state", {})["bearer"] = bearer


def _check_local(headers: Headers) -> None:
    """Without tokens only this machine may ask: no proxy in between, and no foreign name that leads here."""
    if not is_loopback(host_of(headers.get("host", ""))):
        raise Problem(421, "host_unknown", "without tokens this server answers to localhost alone")
    if any(name in headers for name in FORWARDED):
        detail = "a proxy stands before this server, so it needs tokens: set JOBS_REQUIRE_TOKEN=true"
        raise Problem(403, "token_needed", detail)


def with_headers(send: Send) -> Send:
    """Every answer's headers are added."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending
