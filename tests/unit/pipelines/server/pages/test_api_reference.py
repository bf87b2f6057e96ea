"""The description of the API: complete, consistent, and readable without script."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from pipelines.core.settings import ControlSettings
from pipelines.operations.schedules.definition import Definition
from pipelines.server.api.bulk.asked import Asked, AskedPerson
from pipelines.server.api.gates.limit_routes import NewBound, NewWeight
from pipelines.server.api.intake import Accepted, check
from pipelines.server.api.job_routes import RerunRequest
from pipelines.server.api.places.place_routes import NewPlace
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


def html_of(description: dict[str, Any]) -> str:
    return bytes(page("reference.html", groups=groups(description, "http://127.0.0.1:9")).body).decode()


def test_words_of_code_are_drawn_as_such(description: dict[str, Any]) -> None:
    shown = re.sub(r"<pre.*?</pre>|data-copy=\"[^\"]*\"", "", html_of(description), flags=re.DOTALL)
    assert "`" not in shown
    assert "<code>next</code> of the page before" in shown


def test_bounds_stand_beside_what_they_bound(description: dict[str, Any]) -> None:
    on_page = {(each.method, each.path): each for group in groups(description) for each in group.endpoints}
    jobs = {each.name: each for each in on_page["GET", "/api/jobs"].given}
    assert jobs["limit"].bounds == "1 to 200; default 50"
    assert jobs["q"].bounds == "at most 200 characters"
    assert jobs["status"].bounds == ""
    sent = {each.name: each for each in on_page["POST", "/api/events"].given}
    assert sent["priority"].bounds == "-3 to 3; default 0"
    assert sent["id"].bounds == "at most 200 characters"


def test_the_fields_of_an_answer_are_told(description: dict[str, Any]) -> None:
    on_page = {(each.method, each.path): each for group in groups(description) for each in group.endpoints}
    listed = [each.name for each in on_page["GET", "/api/jobs"].fields]
    assert listed[:2] == ["jobs", "jobs[].id"]
    assert "next" in listed
    job = {each.name: each.type for each in on_page["GET", "/api/jobs/{job_id}"].fields}
    assert job["queued_at"] == "time"
    assert {"status", "attempts", "attempts[].exit_code", "advice.text"} <= job.keys()
    for each in on_page.values():
        answered = [answer for answer in each.answers if not answer.startswith("204")]
        assert each.fields or not answered or each.path in ANSWERS_NO_OBJECT, each.path


# Files, streams, webhooks' receipts, and one whose object is as the pipeline has it.
ANSWERS_NO_OBJECT = {
    "/metrics", "/api/stream", "/api/documents/{document_id}", "/api/jobs/{job_id}/documents/{role}",
    "/health/live", "/health/ready", "/hooks/assemblyai",
}  # fmt: skip


def test_the_lines_of_every_endpoint_are_whole(description: dict[str, Any]) -> None:
    """No place is left to fill in the address, JSON is JSON, Python compiles, a token stands in a variable."""
    for group in groups(description, "http://127.0.0.1:9", token=True):
        for each in group.endpoints:
            curl, python = each.lines["curl"], each.lines["Python"]
            words = shlex.split(curl)
            assert words[0] == "curl"
            assert words[1].startswith("http://127.0.0.1:9/")
            assert "{" not in words[1], curl
            if "--json" in words:
                json.loads(words[words.index("--json") + 1])
            compile(python, each.path, "exec")
            assert ("$JOBS_TOKEN" in curl) is ("JOBS_TOKEN" in python) is (each.scope is not None), curl
    lines = {
        (each.method, each.path): each.lines["curl"] for each in groups(description, "http://h")[0].endpoints
    }
    event = json.loads(shlex.split(lines["POST", "/api/events"])[-1])
    assert event["name"] == "jobs/news-analyzer.requested"


def test_a_body_is_one_that_the_endpoint_takes(description: dict[str, Any]) -> None:
    """Each is checked by the model that reads it."""
    lines = {
        (each.method, each.path): shlex.split(each.lines["curl"])[-1]
        for group in groups(description, "http://h")
        for each in group.endpoints
        if "--json" in each.lines["curl"]
    }
    read: dict[tuple[str, str], type[BaseModel]] = {
        ("POST", "/api/operations"): Asked,
        ("POST", "/api/operations/preview-erasure"): AskedPerson,
        ("PUT", "/api/schedules/{name}"): Definition,
        ("PUT", "/api/limits/{name}"): NewBound,
        ("PUT", "/api/weights/{share}"): NewWeight,
        ("PUT", "/api/pipelines/{name}/runs"): NewPlace,
        ("POST", "/api/jobs/{job_id}/rerun"): RerunRequest,
    }
    for place, model in read.items():
        model.model_validate_json(lines[place])
    assert (
        Asked.model_validate_json(lines["POST", "/api/operations"]).wanted().where == "status=failed since=2h"
    )
    assert AskedPerson.model_validate_json(lines["POST", "/api/operations/preview-erasure"]).person()
    assert isinstance(check(json.loads(lines["POST", "/api/events"])), Accepted)


def test_what_needs_nothing_can_be_opened_from_the_page(description: dict[str, Any]) -> None:
    looks = {each.look for group in groups(description) for each in group.endpoints} - {None}
    assert {"/api/jobs", "/api/pipelines", "/api/limits", "/health/ready", "/metrics"} <= looks
    assert not [look for look in looks if look and ("{" in look or look == "/api/stream")]


@pytest.fixture(scope="module")
def client(description: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client that openapi-python-client writes; a warning would be an endpoint or an answer that it leaves out."""
    from openapi_python_client import generate
    from openapi_python_client.config import Config, ConfigFile, MetaType

    folder = tmp_path_factory.mktemp("client")
    source = folder / "openapi.json"
    source.write_text(json.dumps(description))
    config = Config.from_sources(
        config_file=ConfigFile(post_hooks=[]),
        meta_type=MetaType.NONE,
        document_source=source,
        file_encoding="utf-8",
        overwrite=True,
        output_path=folder / "bgjobs_client",
    )
    left_out = [f"{error.header} {error.detail}" for error in generate(config=config)]
    assert left_out == []
    return folder


def test_a_generated_client_has_every_operation_and_names_that_read_well(
    description: dict[str, Any], client: Path
) -> None:
    made = {file.stem for file in (client / "bgjobs_client" / "api").rglob("*.py")} - {"__init__"}
    assert made == {operation["operationId"] for operation in operations(description)}
    models = [file.stem for file in (client / "bgjobs_client" / "models").glob("*.py")]
    assert not [name for name in models if "__" in name.strip("_") or "pipelines_server" in name]
    assert {"job_view", "job_result", "operation_view", "sent_now"} <= set(models)


def test_a_generated_client_imports_and_reads_a_job(client: Path) -> None:
    code = (
        "from bgjobs_client import Client\n"
        "from bgjobs_client.api.jobs import get_job, list_jobs\n"
        "from bgjobs_client.api.operations import begin_operation\n"
        "from bgjobs_client.models import Jobs\n"
        "found = Jobs.from_dict({'jobs': [], 'next': None})\n"
        "print(found.jobs, callable(get_job.sync), callable(list_jobs.sync), callable(begin_operation.sync))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=client, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "[] True True True\n"), done.stderr
