"""Every door that takes events, as its callers use it: what it answers to a bad one, as a status and a sentence."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from hmac import digest

import httpx
import psycopg
from pydantic import ValidationError
from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.core.pipeline import event_name
from steps.core.errors import StepError
from steps.core.events import EVENTS
from steps.core.postgres.connect import connect_to
from steps.core.postgres.enqueue import send
from steps.core.validation import faults
from tests.integration.doors.bad_events import BadEvent
from tests.support.serving import Served

SECRET_NAME, SECRET = "ARTICLES_SECRET", "the-secret-of-the-articles-system"
HOOKS = f"""
sources:
  articles:
    signature: github
    secret: {SECRET_NAME}
    reviewed: ops, 2026-11-24
    pipeline: news-analyzer
    id: /id
    data: {{text: {{from: /article/text}}}}
"""
Answer = tuple[str, str]
Door = Callable[[Served, str, BadEvent], Answer | None]  # None: the door has no such field


def sql(function: str) -> Door:
    """In an application's own transaction, by any driver."""

    def door(site: Served, url: str, bad: BadEvent) -> Answer | None:
        given = {**bad.fields, "pipeline": bad.pipeline, "data": bad.data}
        options = json.dumps({name: given.pop(name) for name in ("ts", "tenant", "tags") if name in given})
        named = ", ".join(f"{name} => %({name})s" for name in given)
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                query = f"select * from jobs.{function}({named}, options => %(options)s)"
                row = connection.execute(query, {**given, "options": options}).fetchone()
        except (psycopg.Error, UnicodeEncodeError) as error:
            diag = getattr(error, "diag", None)
            if diag is None or diag.sqlstate is None:
                return None  # the driver cannot even say it
            detail = f" ({diag.message_detail})" if diag.message_detail and not diag.column_name else ""
            return diag.sqlstate, f"{diag.message_primary}{detail}"
        assert row is not None
        return "taken", duplicate(*row[2:]) if function == "send" else "its first job"

    return door


def duplicate(again: bool, differs: bool) -> str:
    return f"duplicate: {json.dumps(again)}, data_differs: {json.dumps(differs)}"


def python(site: Served, url: str, bad: BadEvent) -> Answer | None:
    """`enqueue.send` of steps/core/postgres, with the event's model."""
    if "ts" in bad.fields or bad.pipeline not in EVENTS:
        return None
    options = dict(bad.fields)
    if told := {name: options.pop(name) for name in ("tenant", "tags") if name in options}:
        options["options"] = told
    try:
        if "run_at" in options:
            options["run_at"] = datetime.fromisoformat(options["run_at"])
        data = json.loads(bad.data)
    except (ValueError, RecursionError):
        return None  # Python itself has no such value
    try:
        event = EVENTS[bad.pipeline].model_validate(data)
    except ValidationError as error:
        return "ValidationError", faults(error)[0]
    with connect_to(url, "test") as connection:
        try:
            sent = send(connection, event, **options)
        except StepError as error:
            return error.code, error.message
    return "taken", duplicate(sent.duplicate, sent.data_differs)


def command(site: Served, url: str, bad: BadEvent) -> Answer | None:
    """`bgjobs send`, with its data on standard input."""
    if "ts" in bad.fields or "\x00" in bad.fields.get("event_id", "") or None in bad.fields.values():
        return None
    fields = dict(bad.fields)
    tags = fields.pop("tags", {})
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        return None
    options = [f"--{name.replace('_', '-')}={value}" for name, value in fields.items()]
    options += [f"--tag={name}={value}" for name, value in tags.items()]
    arguments = ["send", bad.pipeline, "--data", "-", *options]
    done = CliRunner().invoke(app, arguments, input=bad.data, env={"COLUMNS": "300"})
    if isinstance(done.exception, StepError):
        return "exit 2", done.exception.message.partition("\n")[0]
    if done.exit_code == 0:
        return "exit 0", done.stderr.partition("\n")[0]
    assert done.exception is None or isinstance(done.exception, SystemExit), (bad.name, done.exception)
    said = re.search(r"│ (.*?) *│", done.stderr)
    return f"exit {done.exit_code}", said[1] if said else done.stderr


def written(bad: BadEvent) -> bytes:
    """The event as a body of JSON, with its data exactly as it is."""
    names = {"event_id": "id"}
    head = {"name": event_name(bad.pipeline), **{names.get(k, k): v for k, v in bad.fields.items()}}
    return f'{json.dumps(head)[:-1]}, "data": {bad.data}}}'.encode()


def told(answer: httpx.Response) -> Answer:
    """Status and the first fault, or the sentence of the whole."""
    body = answer.json()
    if answer.is_success:
        (event,) = body["events"]
        return str(answer.status_code), duplicate(event["duplicate"], event["data_differs"])
    assert answer.headers["content-type"] == "application/problem+json"
    errors = body.get("errors")
    sentence = f"{errors[0]['field']}: {errors[0]['message']}" if errors else body["detail"]
    return str(answer.status_code), sentence


def http(site: Served, url: str, bad: BadEvent) -> Answer | None:
    return told(site.post("/api/events", content=written(bad)))


def webhook(site: Served, url: str, bad: BadEvent) -> Answer | None:
    """A signed message of a system that JOBS_HOOKS describes."""
    if bad.pipeline not in EVENTS or not bad.fields.keys() <= {"event_id"}:
        return None
    key = json.dumps(bad.fields.get("event_id", "one"))
    body = f'{{"id": {key}, "article": {bad.data}}}'.encode()
    signature = f"sha256={digest(SECRET.encode(), body, sha256).hex()}"
    return told(site.post("/hooks/articles", content=body, headers={"X-Hub-Signature-256": signature}))


def sentence_of_page(text: str) -> str:
    """What the page of a problem says."""
    said = re.search(r"</h1></div>\s*<p>(.*?)</p>(?:\s*<ul><li>(.*?)</li>)?", text, re.DOTALL)
    assert said, text
    return html.unescape(said[2] or said[1])


def form(site: Served, url: str, bad: BadEvent) -> Answer | None:
    """The form of a pipeline's page, with all data as JSON."""
    if {"ts", "tags"} & set(bad.fields) or any(value in (None, "") for value in bad.fields.values()):
        return None
    names = {"event_id": "id"}
    try:
        typed = {names.get(k, k): re.sub(r"[+-]\d\d:\d\d$", "", str(v)) for k, v in bad.fields.items()}
        values = {"data": bad.data, **typed}
        answer = site.submit(f"/pipelines/{bad.pipeline}", do="send", **values)
    except UnicodeEncodeError:
        return None  # no browser can send it
    if answer.status_code == 303:
        return "303", "leads to the job"
    said = re.search(r'id="faults".*?<li>(?:<a [^>]*>([^<]*)</a>)?(.*?)</li>', answer.text, re.DOTALL)
    fault = "".join(part or "" for part in said.groups()) if said else sentence_of_page(answer.text)
    return str(answer.status_code), html.unescape(fault).strip()


DOORS: dict[str, Door] = {
    "`select jobs.enqueue(…)`": sql("enqueue"),
    "`select * from jobs.send(…)`": sql("send"),
    "Python `send(…)`": python,
    "`bgjobs send`": command,
    "`POST /api/events`": http,
    "`POST /hooks/{source}`": webhook,
    "`POST /pipelines/{name}`": form,
}


def tried(site: Served, url: str, door: str, bad: BadEvent) -> Answer | None:
    """What this door answers to this event; where it comes again, to the second one."""
    site.execute("truncate jobs.event, jobs.rejected_event cascade")
    if bad.first is not None:
        pipeline, data = bad.first
        key = f"articles:{bad.fields['event_id']}" if "hooks" in door else bad.fields["event_id"]
        site.execute("select jobs.enqueue(%s, %s, %s)", [pipeline, data, key])
    return DOORS[door](site, url, bad)
