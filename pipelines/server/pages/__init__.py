"""The dashboard's pages: HTML for people, on the same port and with the same guard as the API."""

from __future__ import annotations

from fastapi import FastAPI

from pipelines.server.access.crowd import Crowd
from pipelines.server.pages import error_pages, event_pages, pipeline_pages, static_files, system_page
from pipelines.server.pages.gates import limit_page, limits_page
from pipelines.server.pages.job import job_list_page, job_page
from pipelines.server.pages.operation import operation_pages
from pipelines.server.pages.schedules import schedule_pages
from pipelines.server.pages.shared_work import SharedWork


def install(app: FastAPI, readers: Crowd) -> None:
    """Add the pages and their static files to the app; what it has for errors must be there already. `readers`:
    who may ask for lists at the same time."""
    app.mount("/static", static_files.StaticFiles(), name="static")
    app.state.shared_work = SharedWork(readers)
    pages = (
        pipeline_pages, job_list_page, job_page, operation_pages, event_pages, limits_page, limit_page,
        schedule_pages, system_page,
    )  # fmt: skip
    for part in pages:
        app.include_router(part.router)
    error_pages.install(app)
