"""The description of the API: complete, consistent, and readable without script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import SecretStr

from pipelines.core.settings import ControlSettings
from pipelines.server.app import create_app
from pipelines.server.pages.api_reference import groups
from pipelines.server.pages.page_templates import page
from steps.core.settings import Settings


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    app = create_app(Settings(database_url=SecretStr("postgresql://nowhere")), ControlSettings())
    return app.openapi()


def refs(part: Any) -> set[str]:
    if isinstance(part, dict):
        return {part["$ref"]} if "$ref" in part else set().union(*map(refs, part.values()), set())
    return set().union(*map(refs, part), set()) if isinstance(part, list) else set()


def test_every_model_that_is_named_is_described(description: dict[str, Any]) -> None:
    named = {ref.rpartition("/")[2] for ref in refs(description)}
    assert named <= description["components"]["schemas"].keys()
    assert "Event" in named


def test_errors_are_described_as_they_are(description: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for operation in methods.values():
            if path.startswith("/api/"):
                assert "application/problem+json" in operation["responses"]["4XX"]["content"], path


def test_every_endpoint_of_the_api_stands_on_the_page_with_its_scope(description: dict[str, Any]) -> None:
    on_page = {(each.method, each.path): each for group in groups(description) for each in group.endpoints}
    described = {
        (method.upper(), path)
        for path, methods in description["paths"].items()
        for method in methods
        if path.startswith(("/api/", "/hooks/", "/health/", "/metrics"))
    }
    assert on_page.keys() == described
    assert on_page["POST", "/api/events"].scope == "send"
    assert on_page["POST", "/hooks/{source}"].scope is None
    assert all(each.text for each in on_page.values())
    body = [given.name for given in on_page["POST", "/api/events"].given if given.place == "body"]
    assert body == ["name", "data", "id", "ts", "run_at", "priority", "tenant", "tags"]


def test_the_page_needs_neither_script_nor_the_internet(description: dict[str, Any]) -> None:
    html = bytes(page("reference.html", groups=groups(description)).body).decode()
    assert "POST /api/events" in html
    assert not re.search(r"(src|href)=\"(https?:)?//", html)
    assert "<script>" not in html
    assert " style=" not in html


VERBS = {
    "list", "get", "send", "upload", "download", "explain", "cancel", "rerun", "stream", "receive", "set",
    "clear", "pause", "resume", "run", "delete", "preview", "begin", "stop", "undo",
}  # fmt: skip


def operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in description["paths"].values() for operation in methods.values()]


def test_a_generated_client_gets_names_that_are_a_verb_and_a_noun(description: dict[str, Any]) -> None:
    ids = [operation["operationId"] for operation in operations(description)]
    assert len(ids) == len(set(ids)) > 20
    for name in ids:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name), name
        assert name.partition("_")[0] in VERBS, name
    assert {"list_jobs", "get_job", "rerun_job", "cancel_job", "explain_job", "send_events", "list_pipelines",
            "get_pipeline"} <= set(ids)  # fmt: skip


def test_every_operation_says_what_it_does_and_what_it_answers(description: dict[str, Any]) -> None:
    for operation in operations(description):
        name = operation["operationId"]
        assert operation["summary"], name
        assert operation["description"], name
        answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        assert answers, name
        for answer in answers:
            for kind, body in answer.get("content", {}).items():
                assert kind != "application/json" or body["schema"], name
