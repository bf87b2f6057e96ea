"""One app for both providers, so that a laptop has one process more and a test one fixture."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipelines.emulators import calls, faults, openai
from pipelines.emulators.brains import BRAINS, Brains

_SPEECH = importlib.util.find_spec("pipelines.emulators.assemblyai") is not None
_NO_KINDS = {f"assemblyai.{name}": frozenset[str]() for name in ("upload", "submit", "get", "delete", "list")}


def create_app(home: Path | None = None, *, brains: Brains = BRAINS) -> Starlette:
    """The app. `home` keeps uploads and transcripts beyond the process; without it they are forgotten."""
    assemblyai: Any = importlib.import_module("pipelines.emulators.assemblyai") if _SPEECH else None
    speech = assemblyai.SpeechState(home) if assemblyai else None
    app = Starlette(routes=[
        *openai.ResponsesApi(brains).routes(),
        *(assemblyai.routes(speech) if assemblyai else []),
        Route("/emulator/faults", faults.control, methods=["GET", "POST", "DELETE"]),
        Route("/emulator/calls", calls.control, methods=["GET", "DELETE"]),
        Route("/emulator/health", _health),
    ])  # fmt: skip
    app.state.faults = faults.Faults({**openai.KINDS, **getattr(assemblyai, "KINDS", _NO_KINDS)})
    app.state.calls = calls.Calls()
    app.state.speech = speech
    return app


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})
