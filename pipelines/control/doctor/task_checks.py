"""Do the long-lived tasks of the installation here live? Asked of its server, which knows of them all."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from pipelines.control.doctor.findings import Finding
from pipelines.core.settings import ControlSettings
from pipelines.core.supervision.pulse import TaskState
from pipelines.core.supervision.remote import STATES

if TYPE_CHECKING:
    import httpx

SUBJECT = "tasks"
ANSWER_SECONDS = 5.0
RECENT = timedelta(hours=1)  # an error from before is over
LOG = "see the log of the process for `task_failed`; it is started again with pauses of up to 10 s"


def check_tasks(control: ControlSettings) -> Iterator[Finding]:
    import httpx

    url = address(control.host, control.port)
    try:
        answer = httpx.get(f"{url}/health/tasks", timeout=ANSWER_SECONDS)
        if answer.status_code != 200:  # it wants a token, which we have none of
            yield _from_readiness(httpx.get(f"{url}/health/ready", timeout=ANSWER_SECONDS))
            return
        yield from findings_of(STATES.validate_json(answer.content))
    except (httpx.HTTPError, ValidationError):
        text = f"no server of ours answers at {url}, so nobody knows how its tasks are"
        remedy = "start `bgjobs dev`, or run this inside the control plane's pod"
        yield Finding(subject=SUBJECT, level="warn", text=text, remedy=remedy)


def address(host: str, port: int) -> str:
    """The URL at which this machine reaches a server that listens on `host`."""
    try:
        found = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return f"http://{host}:{port}"
    if found.is_unspecified:
        return f"http://127.0.0.1:{port}"
    return f"http://[{found}]:{port}" if found.version == 6 else f"http://{found}:{port}"


def _from_readiness(answer: httpx.Response) -> Finding:
    if answer.status_code == 200:
        return Finding(subject=SUBJECT, level="ok", text="the server is ready, so all of its tasks live")
    body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    text = str(body.get("detail", f"the server answers {answer.status_code}"))
    return Finding(subject=SUBJECT, level="fail", text=text, remedy=LOG)


def findings_of(states: list[TaskState]) -> Iterator[Finding]:
    """One for each task that does not live or did not lately; one for all where all is well."""
    wrong = [finding for state in states if (finding := _finding(state))]
    yield from wrong
    if not wrong:
        names = ", ".join(state.name for state in states)
        text = f"{len(states)} live: {names}" if states else "the server has none beside it"
        yield Finding(subject=SUBJECT, level="ok", text=text)


def _finding(state: TaskState) -> Finding | None:
    why = state.error or "it hangs"
    if not state.living:
        text = f"{state.name} has not lived for {state.down_seconds:.0f} s: {why}"
        return Finding(subject=SUBJECT, level="fail", text=text, remedy=LOG)
    if state.error_at is not None and datetime.now(UTC) - state.error_at < RECENT:
        ago = (datetime.now(UTC) - state.error_at).total_seconds()
        text = f"{state.name} lives, restarts: {state.restarts}; {ago:.0f} s ago: {why}"
        return Finding(subject=SUBJECT, level="warn", text=text, remedy=LOG)
    return None
