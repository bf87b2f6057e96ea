"""Style, script and icon of the pages; their addresses change with their content, so browsers keep them for ever."""

from __future__ import annotations

from starlette import staticfiles
from starlette.responses import Response
from starlette.types import Scope

from pipelines.server.pages.page_templates import STATIC

FOR_EVER = "public, max-age=31536000, immutable"


class StaticFiles(staticfiles.StaticFiles):
    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        named = b"v=" in scope["query_string"] and response.status_code in (200, 304)
        response.headers["cache-control"] = FOR_EVER if named else "no-cache"
        return response
