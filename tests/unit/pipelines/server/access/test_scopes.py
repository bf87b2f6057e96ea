"""Who may ask for what."""

from __future__ import annotations

import base64

import pytest

from pipelines.core.settings import ControlSettings
from pipelines.server.access.scopes import host_of, is_same_origin, needed_scope, secret_in


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/", "read"),
        ("GET", "/api/jobs", "read"),
        ("HEAD", "/api/jobs", "read"),
        ("GET", "/metrics", "read"),
        ("GET", "/api/openapi.json", "read"),
        ("GET", "/api/audit", "operate"),
        ("HEAD", "/api/audit", "operate"),
        ("POST", "/api/events", "send"),
        ("POST", "/api/documents", "send"),
        ("POST", "/api/jobs/1/cancel", "operate"),
        ("POST", "/api/events/", "operate"),
        ("DELETE", "/anything", "operate"),
        ("POST", "/whatever-comes-next", "operate"),
        ("GET", "/health/live", None),
        ("GET", "/health/ready", None),
        ("GET", "/health/tasks", "read"),
        ("POST", "/hooks/tickets", None),
        ("GET", "/healthy", "read"),
    ],
)
def test_scope_by_path(method: str, path: str, scope: str | None) -> None:
    assert needed_scope(method, path) == scope


@pytest.mark.parametrize(
    ("host", "needs"),
    [
        ("127.0.0.1", False), ("127.9.9.9", False), ("localhost", False), ("::1", False), ("0.0.0.0", True),
        ("::", True), ("10.0.0.1", True), ("192.168.1.7", True), ("example.com", True),
        ("localhost.example.com", True),
    ],
)  # fmt: skip
def test_an_address_that_others_reach_needs_tokens(host: str, *, needs: bool) -> None:
    assert ControlSettings(host=host).needs_token is needs
    assert ControlSettings(host=host, require_token=True).needs_token


@pytest.mark.parametrize(
    ("authority", "host"),
    [("127.0.0.1:8288", "127.0.0.1"), ("[::1]:8288", "::1"), ("LOCALHOST", "localhost"), ("", ""), ("[", "")],
)
def test_host_without_its_port(authority: str, host: str) -> None:
    assert host_of(authority) == host


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://us:8288", "host": "us:8288"}, False),
        ({"origin": "http://us:8288", "host": "us:8288"}, True),
        ({"origin": "http://us:9999", "host": "us:8288"}, False),
        ({"origin": "http://evil.example", "host": "us:8288"}, False),
        ({"origin": "null", "host": "us:8288"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://jobs.example.com", "host": "10.0.0.1:8288"}, True),
    ],
)
def test_only_our_own_pages_may_change_something(headers: dict[str, str], *, same: bool) -> None:
    assert is_same_origin(headers, "https://jobs.example.com") is same


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "secret"),
    [
        ("Bearer jobs_a", "jobs_a"), ("bearer jobs_a ", "jobs_a"), (basic("anyone:jobs_a"), "jobs_a"),
        (basic(":a:b"), "a:b"), (basic("alone"), None), ("Basic !!", None), ("Bearer ", None), ("", None),
        ("Digest x", None), ("jobs_a", None),
    ],
)  # fmt: skip
def test_the_token_in_the_header(authorization: str, secret: str | None) -> None:
    assert secret_in(authorization) == secret
