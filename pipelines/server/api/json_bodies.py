"""JSON bodies that FastAPI reads for us, read as all other JSON of strangers is."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from steps.core.json_reading import read_json


class JsonRequest(Request):
    async def json(self) -> Any:
        """Errors: JsonFault, which FastAPI turns into status 400."""
        return read_json(await self.body())


class JsonRoute(APIRoute):
    """A route whose body is JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handled
