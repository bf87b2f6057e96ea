"""The executor `argo`: rings the bell of Argo Events, whose sensor creates the job's Workflow."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from pipelines.control.dispatcher import DispatchedJob
from pipelines.control.executors.triggering import Ringing
from pipelines.core import trigger
from steps.core.errors import ConfigurationError, TemporaryError

ANSWER_SECONDS = 10.0  # the event source answers in milliseconds, or holds on while its bus is away


def argo(url: str, token: SecretStr | None) -> Ringing:
    """Errors: ConfigurationError `no_bell` where the URL is none."""
    place = urlsplit(url)
    if place.scheme not in ("http", "https") or not place.hostname:
        raise ConfigurationError("no_bell", "JOBS_BELL_URL: must be the http:// address of the event source")

    def ring(job: DispatchedJob) -> None:
        post(url, token, trigger.ring(job.job, str(job.id), job.workflow))

    return Ringing("argo", ring)


def post(url: str, token: SecretStr | None, ring: dict[str, Any]) -> None:
    """One ring. Errors: TemporaryError `bell_unavailable`, ConfigurationError `bell_refused` or `bell_misplaced`."""
    place = urlsplit(url)
    scheme = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = scheme(place.hostname or "", place.port, timeout=ANSWER_SECONDS)
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token.get_secret_value()}"
    try:
        connection.request("POST", place.path or "/", json.dumps(ring), headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise TemporaryError(
            "bell_unavailable", f"the event source does not answer ({type(error).__name__})"
        ) from error
    finally:
        connection.close()
    if status >= 300:
        raise _refusal(status)


def _refusal(status: int) -> TemporaryError | ConfigurationError:
    if status in (401, 403):
        return ConfigurationError(
            "bell_refused", f"the event source answered {status}: JOBS_BELL_TOKEN is not its token"
        )
    if status < 500:
        return ConfigurationError(
            "bell_misplaced",
            f"the event source answered {status}: JOBS_BELL_URL must end in {trigger.ENDPOINT}",
        )
    return TemporaryError("bell_unavailable", f"the event source answered {status}: is its event bus away?")
