"""What a request's first lines alone are refused for, and what counts as dear."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.server.access.request_limits import MAX_PARAMETERS, MAX_PATH, is_dear, refuse_oversized
from pipelines.server.problems import Problem


def scope(path: str = "/", query: bytes = b"", encoding: bytes | None = None) -> dict[str, Any]:
    headers = [(b"content-encoding", encoding)] if encoding is not None else []
    return {"type": "http", "path": path, "query_string": query, "headers": headers}


def refused(**given: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as caught:
        refuse_oversized(scope(**given))
    return caught.value.status, caught.value.code


def test_what_fits_is_let_in() -> None:
    refuse_oversized(scope("/" + "x" * (MAX_PATH - 1), b"&".join([b"a=1"] * MAX_PARAMETERS), b"identity"))


@pytest.mark.parametrize("encoding", [b"gzip", b"GZIP", b"br, gzip", b"identity, gzip", b"zstd", b"x"])
def test_a_packed_body_is_refused(encoding: bytes) -> None:
    assert refused(encoding=encoding) == (415, "encoded_body")


def test_a_long_path_and_many_parameters_are_refused() -> None:
    assert refused(path="/" + "x" * MAX_PATH) == (414, "url_too_long")
    assert refused(query=b"&" * MAX_PARAMETERS) == (400, "too_many_parameters")


@pytest.mark.parametrize(
    ("method", "path", "dear"),
    [
        ("GET", "/api/jobs", True), ("HEAD", "/api/events", True), ("GET", "/metrics", True),
        ("POST", "/api/events", False), ("GET", "/api/stream", False), ("GET", "/health/ready", False),
        ("GET", "/api/documents/1", False), ("GET", "/api/jobs/1/documents/export", False),
        ("GET", "/static/app.js", False), ("POST", "/hooks/a", False), ("GET", "/jobs", False),
    ],
)  # fmt: skip
def test_lists_and_figures_are_dear(method: str, path: str, dear: bool) -> None:
    assert is_dear(method, path) == dear
