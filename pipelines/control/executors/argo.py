"""The executor `argo`: triggers Argo Events, whose sensor creates the job's Workflow."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from pipelines.control.dispatched_job import DispatchedJob
from pipelines.control.executors.triggering import TriggeringExecutor
from pipelines.core import trigger
from steps.core.errors import ConfigurationError, TemporaryError

ANSWER_SECONDS = 10.0  # the event source answers in milliseconds, or holds on while its bus is away


def argo(url: str, token: SecretStr | None) -> TriggeringExecutor:
    """Errors: ConfigurationError `no_trigger_url` for anything but an http(s) URL."""
    place = urlsplit(url)
    if place.scheme not in ("http", "https") or not place.hostname:
        raise ConfigurationError(
            "no_trigger_url", "JOBS_TRIGGER_URL: must be the http:// address of the event source"
        )

    def send(job: DispatchedJob) -> None:
        post(url, token, trigger.message(job.pipeline, str(job.id), job.workflow, job.runs))

    return TriggeringExecutor("argo", send)


def post(url: str, token: SecretStr | None, message: dict[str, Any]) -> None:
    """Post one trigger message.

    Errors: TemporaryError `trigger_unavailable`, ConfigurationError `trigger_refused` or `trigger_misplaced`.
    """
    place = urlsplit(url)
    scheme = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = scheme(place.hostname or "", place.port, timeout=ANSWER_SECONDS)
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token.get_secret_value()}"
    try:
        connection.request("POST", place.path or "/", json.dumps(message), headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise TemporaryError(
            "trigger_unavailable", f"the event source does not answer ({type(error).__name__})"
        ) from error
    finally:
        connection.close()
    if status >= 300:
        raise _refusal(status)


def _refusal(status: int) -> TemporaryError | ConfigurationError:
    if status in (401, 403):
        return ConfigurationError(
            "trigger_refused", f"the event source answered {status}: JOBS_TRIGGER_TOKEN is not its token"
        )
    if status < 500:
        return ConfigurationError(
            "trigger_misplaced",
            f"the event source answered {status}: JOBS_TRIGGER_URL must end in {trigger.ENDPOINT}",
        )
    return TemporaryError(
        "trigger_unavailable", f"the event source answered {status}: is its event bus away?"
    )
