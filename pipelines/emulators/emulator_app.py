"""One app for both providers, so that `bgjobs dev` starts one process for them and a test needs one fixture."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipelines.emulators import assemblyai, calls, injected_faults, openai
from pipelines.emulators.rule_engines import RULE_ENGINES, RuleEngines


def create_app(home: Path | None = None, *, engines: RuleEngines = RULE_ENGINES) -> Starlette:
    """The app. `home` keeps uploads and transcripts beyond the process; without it they are forgotten."""
    speech = assemblyai.SpeechState(home)
    app = Starlette(
        routes=[
            *openai.OpenAiApi(engines).routes(),
            *assemblyai.routes(speech),
            Route("/emulator/faults", injected_faults.control, methods=["GET", "POST", "DELETE"]),
            Route("/emulator/calls", calls.control, methods=["GET", "DELETE"]),
            Route("/emulator/health", _health),
        ]
    )
    app.state.faults = injected_faults.Faults({**openai.KINDS, **assemblyai.KINDS})
    app.state.calls = calls.Calls()
    app.state.speech = speech
    return app


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})
