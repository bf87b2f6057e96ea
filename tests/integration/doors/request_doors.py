"""Every other request that takes something from its caller: parameters of lists and pages, bodies, headers, uploads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from pipelines.server.access.guard import HEADERS
from tests.integration.doors.event_doors import Answer, sentence_of_page
from tests.support.serving import Served

BAD_TEXTS = {
    "a NUL": "%00",
    "half a surrogate pair": "%ED%A0%80",
    "a byte that is no UTF-8": "%FF",
    "an emoji": "%F0%9F%98%80",
    "a path": "..%2F..%2Fetc%2Fpasswd",
    "5,000 characters": "x" * 5000,
    "5,000 digits": "9" * 5000,
    "-infinity": "-infinity",
    "the year 1": "0001-01-01T00:00:00%2B14:00",
    "the year 9999": "9999-12-31T23:59:59-14:00",
}
# The pages' parameters: they stand in no schema, and some are read from the address by hand.
PAGES = {
    "/jobs": ("q", "pipeline", "status", "time=own&since", "time=own&until", "after"),
    "/events": ("name", "after"),
    "/events/rejected": ("after",),
    "/events/one": ("id",),
    "/jobs/{job_id}": ("job_id", "tab"),
    "/pipelines/{name}": ("name", "rerun_of", "empty", "as_json"),
    "/schedules": ("after", "pipeline"),
    "/schedules/{name}": ("name",),
    "/static/{file}": ("file",),
    "/{nothing}": ("nothing",),
}
FILLED = {
    "job_id": f"{0:08x}-0000-7000-8000-000000000000",
    "name": "news-analyzer",
    "id": "one",
    "role": "report",
}
JSON = {"Content-Type": "application/json"}
FITS = b'{"pipeline": "news-analyzer", "data": {"text": "Words."}, '  # the beginning of a schedule
DEEP = b"[" * 1500 + b"]" * 1500


@dataclass(frozen=True)
class BadRequest:
    """`door` and `what` name it in the table; the others are the request."""

    door: str
    what: str
    method: str
    path: str
    content: bytes = b""
    headers: dict[str, str | bytes] = field(default_factory=dict)


def parameters(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every GET path of the API with each of its parameters, and those of the pages."""
    for path, operations in schema["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["in"] != "header":
                yield path, parameter["name"]
    for path, names in PAGES.items():
        for name in names:
            yield path, name


def bad_parameters(schema: dict[str, Any]) -> Iterator[BadRequest]:
    for path, name in parameters(schema):
        for what, value in BAD_TEXTS.items():
            if path == "/api/stream" and "job_id" not in name:
                continue
            address = path.replace(f"{{{name}}}", value)
            for other, filled in FILLED.items():
                address = address.replace(f"{{{other}}}", filled)
            if address == path or f"{{{name}}}" not in path:
                address += f"?{name}={value}"
            yield BadRequest(f"`GET {path}`", f"`{name.rpartition('&')[2]}`: {what}", "GET", address)


def others() -> Iterator[BadRequest]:
    upload = "`POST /api/documents`"
    names = {
        **BAD_TEXTS, "a suffix of 100 emoji": "a." + quote("😀" * 100), "a file above its folder": "..%2F..%2Fa.txt",
        "nothing": "",
    }  # fmt: skip
    for what, name in names.items():
        yield BadRequest(upload, f"`name`: {what}", "POST", f"/api/documents?name={name}", b"Words.")
    yield BadRequest(upload, "the body is empty", "POST", "/api/documents")
    rerun = f"/api/jobs/{FILLED['job_id']}/rerun"
    bodies = {
        "is not JSON": b"{", "is no text": b"\xff", "is nested 1,500 deep": b'{"data": ' + DEEP + b"}",
        "holds a number of 5,000 digits": b'{"data": {"n": ' + b"9" * 5000 + b"}}",
        "`from_step` holds a NUL": b'{"from_step": "\\u0000"}', "`from_step` holds half a surrogate pair":
        b'{"from_step": "\\ud800"}', "is a list": b"[]",
    }  # fmt: skip
    for what, body in bodies.items():
        yield BadRequest("`POST /api/jobs/{job_id}/rerun`", f"the body {what}", "POST", rerun, body, {**JSON})
        if body[:2] != b'{"':
            yield BadRequest("`POST /api/events`", f"the body {what}", "POST", "/api/events", body)
    set_one = {
        "is not JSON": b"{", "is a list": b"[]", "is nested 1,500 deep": b'{"data": ' + DEEP + b"}", "is empty": b"{}",
        "`data` holds a NUL": b'{"pipeline": "news-analyzer", "data": {"text": "\\u0000"}, "every": "1h"}',
        "`pipeline` holds a NUL": b'{"pipeline": "\\u0000", "data": {}, "every": "1h"}',
        "`every` is a list": FITS + b'"every": ["1h"]}',
        "`every` has 5,000 digits": FITS + b'"every": "' + b"9" * 5000 + b'"}',
        "`cron` is an emoji": FITS + '"cron": "😀 * * * *"}'.encode(),
        "`tz` is a path": FITS + b'"cron": "0 3 * * *", "tz": "../UTC"}',
    }  # fmt: skip
    for what, body in set_one.items():
        yield BadRequest(
            "`PUT /api/schedules/{name}`", f"the body: {what}", "PUT", "/api/schedules/bad", body, {**JSON}
        )
    for what, form in {
        "a NUL": b"id=%00",
        "no UTF-8": b"id=%FF",
        "5,000 characters": b"id=" + b"x" * 5000,
    }.items():
        kind: dict[str, str | bytes] = {"Content-Type": "application/x-www-form-urlencoded"}
        yield BadRequest("`POST /events/again`", f"`id`: {what}", "POST", "/events/again", form, kind)
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    yield BadRequest(
        "`POST /events/again`", "the form is broken", "POST", "/events/again", b"--x\r\nbad", kind
    )
    headers: dict[str, dict[str, str | bytes]] = {
        "`Origin`: `http://[`": {"Origin": "http://["}, "`Host`: `[`": {"Host": "["},
        "`Accept`: a version that is no number": {"Accept": "application/openmetrics-text; version=x"},
        "`Authorization`: Basic with é": {"Authorization": "Basic é".encode("latin-1")},
        "`Authorization`: Basic of bytes that are no text": {"Authorization": "Basic /////w=="},
    }  # fmt: skip
    for what, sent in headers.items():
        path = "/metrics" if "Accept" in sent else "/api/events"
        method = "POST" if "Origin" in sent else "GET"
        yield BadRequest(f"`{method} {path}`", what, method, path, b"", sent)


def asked(site: Served, bad: BadRequest) -> Answer:
    """Status and sentence of the answer, which is a problem or a page, with every header, whatever was asked."""
    headers = [
        (name, value.encode() if isinstance(value, str) else value) for name, value in bad.headers.items()
    ]
    request = httpx.Request(
        bad.method,
        f"{site.url}{bad.path}",
        content=bad.content,
        headers=[(n.encode(), v) for n, v in headers],
    )
    answer = site.client.send(request)
    missing = {name: value for name, value in HEADERS.items() if answer.headers.get(name) != value}
    assert missing == {}, (bad, answer.status_code)
    if answer.is_success or answer.is_redirect:
        return str(answer.status_code), "an answer"
    if answer.headers["content-type"].startswith("text/html"):
        return str(answer.status_code), sentence_of_page(answer.text)
    assert answer.headers["content-type"] == "application/problem+json", (bad, answer.text)
    errors = answer.json().get("errors")
    sentence = f"{errors[0]['field']}: {errors[0]['message']}" if errors else answer.json()["detail"]
    return str(answer.status_code), sentence
