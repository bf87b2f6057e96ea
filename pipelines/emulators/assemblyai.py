"""A stand-in of the AssemblyAI REST API: upload, transcripts, subtitles; as strict as the real one, answering by rules.

Source of the protocol: AssemblyAI's openapi.yml and documentation of spring 2026.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from pipelines.emulators import calls, injected_faults
from pipelines.emulators.injected_faults import Cut, Fault
from pipelines.emulators.speech import requests
from pipelines.emulators.speech.clock import Clock
from pipelines.emulators.speech.records import Record, listed, transcript
from pipelines.emulators.speech.state import SpeechState, TooBig
from steps.speech import captions

__all__ = ["KINDS", "SpeechState", "routes"]

# Beside the shared kinds: `unheard` takes the submission and breaks off the answer, `unanswered` takes it and stays
# silent, `fails` lets the transcript end in the error that `detail` holds; `status` answers the status that `detail`
# names, `deleted` as though somebody had deleted the transcript.
KINDS = {
    "assemblyai.upload": frozenset[str](),
    "assemblyai.submit": frozenset({"unheard", "unanswered", "fails"}),
    "assemblyai.get": frozenset({"status", "deleted"}),
    "assemblyai.list": frozenset[str](),
    "assemblyai.delete": frozenset[str](),
    "assemblyai.captions": frozenset[str](),
}
KEY_START = "emulator-"
PAGE = 10  # transcripts in a list when nobody says how many; at most 200

Answer = Callable[[Request, str, Fault | None], Awaitable[Response]]


class ApiError(Exception):
    """A request that is answered with `{"error": text}`."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


def routes(state: SpeechState) -> list[Route]:
    """The routes of the API, and the clock that says how long a transcription takes."""
    api = _Api(state)
    one = "/v2/transcript/{id}"
    return [
        Route("/v2/upload", _guarded("assemblyai.upload", api.upload), methods=["POST"]),
        Route("/v2/transcript", _guarded("assemblyai.submit", api.submit), methods=["POST"]),
        Route("/v2/transcript", _guarded("assemblyai.list", api.page), methods=["GET"]),
        Route(one, _guarded("assemblyai.get", api.get), methods=["GET"]),
        Route(one, _guarded("assemblyai.delete", api.delete), methods=["DELETE"]),
        Route(one + "/{format:str}", _guarded("assemblyai.captions", api.captions), methods=["GET"]),
        Route("/emulator/clock", api.clock, methods=["GET", "POST"]),
    ]


class _Api:
    def __init__(self, state: SpeechState) -> None:
        self._state = state

    async def upload(self, request: Request, owner: str, fault: Fault | None) -> Response:
        try:
            return JSONResponse({"upload_url": await self._state.upload(owner, request.stream())})
        except TooBig:
            raise ApiError(413, "Upload is larger than 2.2 GB") from None

    async def submit(self, request: Request, owner: str, fault: Fault | None) -> Response:
        try:
            asked = requests.parsed(json.loads(await request.body()))
        except requests.RefusedRequest as refused:
            raise ApiError(400, str(refused)) from None
        except ValueError:
            raise ApiError(400, requests.INVALID) from None
        request.state.fingerprint = _digest(asked.audio_url)
        if _is_upload(asked.audio_url) and self._state.uploaded(owner, asked.audio_url) is None:
            raise ApiError(403, "Cannot access uploaded file")
        fails = str(fault.detail or "Server error") if fault and fault.kind == "fails" else None
        record = self._state.submit(owner, asked, fails=fails)
        if fault and fault.kind == "unheard":
            return Cut(fault.all_headers(), b"")
        if fault and fault.kind == "unanswered":
            await fault.model_copy(update={"kind": "hang"}).play(request)
        return self._answer(record, "queued")

    async def get(self, request: Request, owner: str, fault: Fault | None) -> Response:
        record = self._found(request, owner)
        if fault and fault.kind == "status":
            return self._answer(record, str(fault.detail))
        if fault and fault.kind == "deleted":
            return self._answer(record.model_copy(update={"deleted": True}), "completed")
        return self._answer(record, self._state.status(record))

    async def delete(self, request: Request, owner: str, fault: Fault | None) -> Response:
        record = self._state.delete(self._found(request, owner))
        return self._answer(record, self._state.status(record))

    async def page(self, request: Request, owner: str, fault: Fault | None) -> Response:
        asked = request.query_params
        limit = _limit(asked.get("limit"))
        mine = self._state.of(owner)
        if status := asked.get("status"):
            mine = [record for record in mine if self._state.status(record) == status]
        if day := asked.get("created_on"):
            mine = [record for record in mine if _day(record) == day]
        numbers = {record.id: record.number for record in self._state.of(owner)}
        before, after = numbers.get(asked.get("before_id", "")), numbers.get(asked.get("after_id", ""))
        window = [
            record
            for record in mine
            if (before is None or record.number < before) and (after is None or record.number > after)
        ]
        page = window[:limit]
        base = str(request.base_url).rstrip("/")
        older = len(window) > limit
        return JSONResponse({
            "page_details": {
                "limit": limit,
                "result_count": len(page),
                "current_url": str(request.url),
                "prev_url": f"{base}/v2/transcript?limit={limit}&before_id={page[-1].id}" if older else None,
                "next_url": f"{base}/v2/transcript?limit={limit}&after_id={page[0].id}" if page else None,
            },
            "transcripts": [listed(record, self._state.status(record), base) for record in page],
        })  # fmt: skip

    async def captions(self, request: Request, owner: str, fault: Fault | None) -> Response:
        record = self._found(request, owner)
        form = request.path_params["format"]
        if form not in ("srt", "vtt"):
            raise ApiError(404, "Not found")
        whole = transcript(record, self._state.status(record))
        if whole["status"] != "completed" or record.deleted:
            raise ApiError(400, f"This transcript is not completed. Its status is {whole['status']}")
        cues = captions.cues_of_words([(word["start"], word["end"], word["text"]) for word in whole["words"]])
        return PlainTextResponse(captions.srt(cues) if form == "srt" else captions.vtt(cues))

    async def clock(self, request: Request) -> Response:
        """GET tells, POST sets how long each transcription that is submitted from now on takes."""
        if request.method == "POST":
            try:
                self._state.clock = Clock.model_validate_json(await request.body())
            except ValidationError as error:
                return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(self._state.clock.model_dump())

    def _found(self, request: Request, owner: str) -> Record:
        record = self._state.find(owner, request.path_params["id"])
        if record is None:
            raise ApiError(404, "Transcript lookup error, transcript id not found")
        return record

    def _answer(self, record: Record, status: str) -> Response:
        return JSONResponse(transcript(record, status))


def _guarded(on: str, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """The route with its scripted faults, the check of the key and a note of each call."""

    async def handle(request: Request) -> Response:
        request.state.fingerprint = _digest(str(request.path_params.get("id", on)))
        fault = injected_faults.of(request).take(on)
        outcome = fault.kind if fault else ""
        try:
            response = await fault.play(request) if fault else None
            if response is None:
                response = await answer(request, _owner(request), fault)
        except ApiError as error:
            response = JSONResponse({"error": error.text}, error.status)
        calls.of(request).add(on, request.state.fingerprint, outcome or str(response.status_code))
        return response

    return handle


def _owner(request: Request) -> str:
    """Whose uploads and transcripts the key opens. The provider wants the raw key, without `Bearer`."""
    key = request.headers.get("authorization", "")
    if not key.startswith(KEY_START):
        raise ApiError(401, "Authentication error, API token missing/invalid")
    return _digest(key)


def _is_upload(url: str) -> bool:
    return url.startswith("https://cdn.assemblyai.com/")


def _limit(asked: str | None) -> int:
    if asked is None:
        return PAGE
    if not asked.isdecimal() or not 1 <= int(asked) <= 200:
        raise ApiError(400, "limit must be between 1 and 200")
    return int(asked)


def _day(record: Record) -> str:
    return datetime.fromtimestamp(record.created, UTC).date().isoformat()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
