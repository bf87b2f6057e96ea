"""The dashboard's pages: HTML for people, on the same port and with the same guard as the API."""

from __future__ import annotations

from fastapi import FastAPI

from pipelines.server.pages import error_pages, events, functions, run, runs, static_files, system
from pipelines.server.pages.sharing import Sharing


def install(app: FastAPI) -> None:
    """Add the pages and their static files to the app; what it has for errors must be there already."""
    app.mount("/static", static_files.StaticFiles(), name="static")
    app.state.sharing = Sharing()
    for part in (functions, runs, run, events, system):
        app.include_router(part.router)
    error_pages.install(app)
