"""A finding, and how a check that fails becomes one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from pydantic import computed_field

from pipelines.operations.runbooks import path
from steps.core.errors import StepError
from steps.core.models import Model

Level = Literal["ok", "warn", "fail"]
RUNBOOKS = {  # by a finding's subject
    "PostgreSQL": "postgresql-away",
    "connections": "postgresql-away",
    "answer time": "postgresql-away",
    "durability": "postgresql-away",
    "schema": "postgresql-away",
    "sessions": "postgresql-away",
    "roles": "postgresql-away",
    "settings": "postgresql-away",
    "dispatcher": "jobs-stay-queued",
    "tasks": "task-does-not-live",
    "schedules": "task-does-not-live",
    "storage": "storage-fails",
    "OpenAI": "provider-refuses",
    "model server": "provider-refuses",
    "AssemblyAI": "provider-refuses",
    "gdpr-exporter": "data-map-drift",
    "server": "server-refuses-requests",
    "webhooks": "webhooks-are-refused",
    "cluster": "workflows-do-not-start",
    "Argo Events": "jobs-stay-dispatched",
}


class Finding(Model):
    """`text` says what is so, `remedy` what to do about it; empty where nothing is to be done."""

    subject: str
    level: Level
    text: str
    remedy: str = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def runbook(self) -> str | None:
        """The file that tells an operator more, where something is to be done."""
        known = RUNBOOKS.get(self.subject)
        return path(known) if known and self.level != "ok" else None


def collected(subject: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What the check finds; an error of ours is a finding as well, for its sentence names the way out."""
    try:
        yield from check()
    except StepError as error:
        what, _, remedy = error.message.partition("; ")
        yield Finding(subject=subject, level="fail", text=what, remedy=remedy)


def exit_code(findings: Iterable[Finding]) -> int:
    return 1 if any(finding.level == "fail" for finding in findings) else 0
