"""The lower part of a job's page, one tab at a time: result, input, logs, provider calls."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pipelines.operations.attempt_logs import log_lines
from pipelines.operations.jobs import JobView, attempt_logs, find_result
from pipelines.server.pages import page_queries
from pipelines.server.pages.formats import pretty_json
from pipelines.server.pages.page_queries import Connection
from pipelines.server.services import Services
from steps.core.errors import StepError
from steps.core.logs.lines import HEAD
from steps.core.models import DocumentRef, Model
from steps.core.postgres.loading import as_object, loads

TABS = {"result": "Result", "input": "Input", "logs": "Logs", "calls": "Provider calls"}
MAX_REPORT = 2**20  # bytes that are rendered
MAX_JSON = 200_000  # characters shown on the page; all of it can be downloaded


class Check(Model):
    code: str
    passed: bool
    severity: str = "info"
    detail: str = ""


class File(Model):
    media_type: str | None = None
    bytes: int | None = None


class SourceFile(Model):
    media_type: str = ""
    bytes: int | None = None


class Usage(Model):
    input_tokens: int = 0
    output_tokens: int = 0
    audio_seconds: float = 0.0


class Head(Model):
    """What a result's envelope says around the result. Old versions of it may say less."""

    engine: str = ""
    engine_detail: str = ""
    quality_note: str | None = None
    language: str | None = None
    source: SourceFile | None = None
    usage: Usage = Usage()
    checks: list[Check] = []
    warnings: list[str] = []
    artifacts: dict[str, File] = {}


@dataclass(frozen=True)
class LogLine:
    time: str
    level: str
    event: str
    facts: str


def panel(services: Services, connection: Connection, job: JobView, tab: str) -> dict[str, Any]:
    match tab:
        case "result":
            return _result(services, connection, job)
        case "logs":
            found = attempt_logs(connection, job.id) or []
            return {"attempts": [(step, number, _lines(text)) for step, number, text in found]}
        case "calls":
            return {"calls": page_queries.rows(connection, "calls", page_queries.ProviderCall, id=job.id)}
    given = page_queries.row(connection, "input", page_queries.Input, id=job.id)
    return {"event": given, "json": cut(pretty_json(given.data)) if given else ("", False)}


def _result(services: Services, connection: Connection, job: JobView) -> dict[str, Any]:
    found = find_result(connection, job.id)
    text = found[1] if found else None
    if text is None:
        return {"head": None}
    envelope = as_object(loads(text.encode()))
    report, fault = _report(services, envelope.get("artifacts"))
    return {
        "head": head_of(envelope),
        "report": report,
        "fault": fault,
        "json": cut(pretty_json(envelope.get("result", envelope))),
    }


def head_of(envelope: dict[str, Any]) -> Head:
    """What can be told around the result; of an envelope that is quite another, nothing."""
    try:
        return Head.model_validate(envelope)
    except ValidationError:
        return Head()


def _report(services: Services, artifacts: Any) -> tuple[str | None, str | None]:
    """The readable report, or why it cannot be read."""
    if not isinstance(artifacts, dict) or "report" not in artifacts:
        return None, None
    try:
        reference = DocumentRef.model_validate(artifacts["report"])
        return services.storage.read(reference, limit=MAX_REPORT).decode("utf-8", "replace"), None
    except (StepError, ValueError) as error:
        return None, error.message if isinstance(error, StepError) else "its reference is not valid"


def cut(text: str) -> tuple[str, bool]:
    """What the page shows, and whether that is not all."""
    return text[:MAX_JSON], len(text) > MAX_JSON


def _lines(text: str) -> list[LogLine]:
    return [
        LogLine(
            time=str(line.get("ts", ""))[11:23],
            level=str(line.get("level", "")).lower(),
            event=str(line.get("event", "")),
            facts="  ".join(f"{name}={_fact(value)}" for name, value in line.items() if name not in HEAD),
        )
        for line in log_lines(text)
    ]


def _fact(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
