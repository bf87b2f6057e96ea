"""Speech to text by AssemblyAI: one call in, the raw answer or one of our errors out. The only file that knows its SDK.

The SDK's client carries key, base URL and connections; its requests are made here, because its own functions wait
without limit, refuse statuses they do not know, and name the recording's URL in their errors. Nothing here tries
twice: each fault is an error at once, and the next attempt of the step goes on.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

from steps.core.errors import ConfigurationError, PermanentError, TemporaryError

if TYPE_CHECKING:
    import assemblyai
    import httpx

    from steps.core.settings import Settings

PROVIDER = "assemblyai"
BASE_URL = "https://api.assemblyai.com"
CALL_SECONDS = 30.0  # the longest wait for one answer
UPLOAD_SECONDS = 120.0  # the longest silence during an upload, and until it is confirmed
CHUNK = 1 << 18  # bytes sent at once
PAGE = 200  # transcripts in a list; the provider's maximum
PAGES = 25
CLOCK_SKEW = timedelta(hours=1)
_URL = re.compile(r"[a-z][a-z0-9+.-]{0,30}://\S+", re.I)
_MESSAGE = 300  # characters of the provider's own words that are kept


class Speech:
    """Answers are the provider's JSON as it came.

    Errors of every method: ConfigurationError without a key, or where the key is refused; TemporaryError
    `provider_rate_limited`, `provider_unavailable`, `provider_timeout`, `provider_unreachable`, `provider_garbled`;
    PermanentError `provider_rejected`. No message holds a URL.
    """

    def __init__(
        self,
        settings: Settings,
        log: logging.LoggerAdapter[logging.Logger],
        *,
        time_left: Callable[[], float],
    ) -> None:
        self._settings, self._log, self._time_left = settings, log, time_left

    def upload(self, stream: BinaryIO) -> str:
        """Send the recording, a piece at a time; answers its URL, which only our key opens."""
        answer = self._call("POST", "/v2/upload", seconds=UPLOAD_SECONDS, content=self._pieces(stream))
        return _text(answer, "upload_url")

    def submit(self, upload_url: str, options: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Ask for a transcript; answers its id at once, long before it is ready."""
        answer = self._call("POST", "/v2/transcript", json={"audio_url": upload_url, **options})
        return _text(answer, "id"), answer

    def get(self, transcript_id: str) -> dict[str, Any]:
        """The transcript as it stands now. Errors: PermanentError `transcript_missing`.

        A transcript that is gone was deleted by somebody, or lies in another account; submitting it again would pay
        for what somebody may have wanted deleted, so that is left to people.
        """
        return self._call("GET", f"/v2/transcript/{transcript_id}", missing="transcript_missing")

    def delete(self, transcript_id: str) -> None:
        """Delete the transcript and its upload; one that is gone already is no error."""
        try:
            self._call("DELETE", f"/v2/transcript/{transcript_id}", missing="transcript_missing")
        except PermanentError as error:
            if error.code != "transcript_missing":
                raise

    def find(self, upload_url: str, since: datetime, *, without: frozenset[str] = frozenset()) -> str | None:
        """The newest transcript of this upload made after `since`: a submission whose answer never reached us.

        Upload URLs are unique, so it is ours. `without` names transcripts that are known already.
        """
        page: dict[str, Any] = {"limit": PAGE}
        for _ in range(PAGES):
            entries = self._call("GET", "/v2/transcript", params=page).get("transcripts") or []
            for entry in entries:
                if entry.get("audio_url") == upload_url and entry["id"] not in without:
                    return str(entry["id"])
            if len(entries) < PAGE or _created(entries[-1]) < since - CLOCK_SKEW:
                return None
            page["before_id"] = entries[-1]["id"]
        return None

    def close(self) -> None:
        """Close the connections, if any were opened."""
        if "_client" in self.__dict__:
            self._client.http_client.close()

    @cached_property
    def _client(self) -> assemblyai.Client:
        key = self._settings.assemblyai_api_key
        if key is None:
            raise ConfigurationError(
                "no_speech_key", "ASSEMBLYAI_API_KEY is not set; set it, or start `bgjobs dev`"
            )
        import assemblyai

        return assemblyai.Client(
            settings=assemblyai.Settings(
                api_key=key.get_secret_value(),
                base_url=self._settings.assemblyai_base_url or BASE_URL,
                http_timeout=CALL_SECONDS,
            )
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        seconds: float = CALL_SECONDS,
        missing: str = "provider_rejected",
        **body: Any,
    ) -> dict[str, Any]:
        timeout = max(1.0, min(seconds, self._time_left()))
        with _translated():
            response = self._client.http_client.request(method, path, timeout=timeout, **body)
        self._log.debug("speech_call", extra={"method": method, "status": response.status_code})
        if response.status_code != 200:
            raise _refusal(response, missing)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TemporaryError(
                "provider_garbled", "AssemblyAI answered with something that is not a JSON object"
            )
        return answer

    def _pieces(self, stream: BinaryIO) -> Iterator[bytes]:
        while piece := stream.read(CHUNK):
            if self._time_left() <= 0:
                raise TemporaryError("out_of_time", "the upload took longer than this step may")
            yield piece


@contextmanager
def _translated() -> Iterator[None]:
    import httpx

    try:
        yield
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise ConfigurationError(
            "speech_base_url", "ASSEMBLYAI_BASE_URL is not an http(s) address"
        ) from error
    except httpx.TimeoutException as error:
        raise TemporaryError("provider_timeout", "AssemblyAI did not answer in time") from error
    except httpx.HTTPError as error:
        raise TemporaryError(
            "provider_unreachable", f"no answer from AssemblyAI ({type(error).__name__})"
        ) from error


def _refusal(response: httpx.Response, missing: str) -> Exception:
    status = response.status_code
    said = f"AssemblyAI answered {status}{_reason(response)}"
    if status in (401, 403):
        return ConfigurationError("speech_key_refused", f"{said}; check ASSEMBLYAI_API_KEY")
    if status == 402:
        return ConfigurationError("provider_billing", said)
    if status == 429:
        wish = response.headers.get("retry-after", "")
        return TemporaryError(
            "provider_rate_limited", said, retry_after=float(wish) if wish.isdecimal() else None
        )
    if status in (408, 409) or status >= 500:
        return TemporaryError("provider_unavailable", said)
    return PermanentError(missing if status == 404 else "provider_rejected", said)


def _reason(response: httpx.Response) -> str:
    try:
        text = json.loads(response.content)["error"]
    except (ValueError, KeyError, TypeError):
        return ""
    return f": {without_urls(str(text))}" if text else ""


def without_urls(text: str) -> str:
    """The provider's own words, shortened, without the URLs that it likes to repeat: they open the recording."""
    return _URL.sub("[url]", " ".join(text.split()))[:_MESSAGE]


def _text(answer: Mapping[str, Any], field: str) -> str:
    value = answer.get(field)
    if not isinstance(value, str) or not value:
        raise TemporaryError("provider_garbled", f"AssemblyAI answered without {field}")
    return value


def _created(entry: Mapping[str, Any]) -> datetime:
    """When the transcript was made; one whose time we cannot read counts as new, so that the search goes on."""
    try:
        made = datetime.fromisoformat(str(entry["created"]))
    except (KeyError, ValueError):
        return datetime.now(UTC)
    return made if made.tzinfo else made.replace(tzinfo=UTC)
