"""The page of the system itself: queue, dispatchers, executors, providers, database, versions."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Any

import psycopg
from fastapi import APIRouter, Request
from fastapi.responses import Response
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from pipelines.operations.places.processes import processes
from pipelines.operations.places.runs import unserved
from pipelines.operations.providers.asked_server import how_it_is_asked
from pipelines.server.pages import page_queries
from pipelines.server.pages.page_templates import page
from pipelines.server.pages.shared_work import shared
from pipelines.server.services import Services, Serving
from steps.core.errors import ConfigurationError
from steps.core.postgres.migrate import pending
from steps.core.settings import Settings

router = APIRouter(include_in_schema=False)
EMULATOR_KEYS = "emulator-"  # how the keys begin that the stand-ins take


@dataclass(frozen=True)
class Provider:
    """`answers` is who answers: the service itself, another server, our rules, or nobody."""

    name: str
    answers: str
    detail: str


@router.get("/system")
async def system(request: Request, services: Serving) -> Response:
    return await shared(request, lambda: _system(services))


def _system(services: Services) -> Response:
    with services.pool.connection() as connection:
        return page(
            "system.html",
            queue=page_queries.row(connection, "queue", page_queries.QueueFigures),
            executors=page_queries.rows(connection, "executors", page_queries.AtExecutor),
            finished=page_queries.rows(connection, "finished", page_queries.Finished),
            breakers=page_queries.rows(connection, "breakers", page_queries.OpenBreaker),
            recorded=page_queries.row(connection, "recorded", page_queries.RecordedFigures),
            database=page_queries.row(connection, "database", page_queries.DatabaseFigures),
            processes=processes(connection),
            unserved=unserved(connection),
            tasks=services.tasks(),
            database_url=told_url(services.settings.session_url),
            schema_lacks=pending(connection),
            providers=providers(services.settings, asked_words(connection, services.settings)),
            storage=services.settings.storage_url.partition("://")[0],
            python=platform.python_version(),
            tokens=services.control.needs_token,
        )


def told_url(url: str | None) -> str | None:
    """The address of a database that only this machine reaches, by a socket and without a password; None for others."""
    try:
        parts = conninfo_to_dict(url or "")
    except psycopg.ProgrammingError:
        return None
    local = str(parts.get("host") or "").startswith("/")
    return url if local and not parts.get("password") else None


def asked_words(connection: psycopg.Connection[Any], settings: Settings) -> str:
    """How a model's server of one's own is asked, or what its address lacks."""
    if settings.openai_base_url is None:
        return ""
    try:
        return how_it_is_asked(connection, settings).words
    except ConfigurationError as error:
        return f"{error.message}; jobs that need it fail"


def providers(settings: Settings, asked: str = "") -> list[Provider]:
    """`asked`: how the language model's server is asked, where that is known."""
    model = ", ".join(filter(None, [settings.openai_model, asked]))
    return [
        _wrong("OpenAI", settings, "OPENAI_API_KEY")
        or _provider("OpenAI", settings.openai_api_key, settings.openai_base_url, model),
        _wrong("AssemblyAI", settings, "ASSEMBLYAI_API_KEY")
        or _provider("AssemblyAI", settings.assemblyai_api_key, settings.assemblyai_base_url, ""),
    ]


def _wrong(name: str, settings: Settings, variable: str) -> Provider | None:
    sentence = settings.wrong(variable)
    return Provider(name, "nobody", f"{sentence}; jobs that need it fail") if sentence else None


def _provider(name: str, key: SecretStr | None, url: str | None, detail: str) -> Provider:
    if key is not None and key.get_secret_value().startswith(EMULATOR_KEYS):
        return Provider(name, "rules", "an emulator on this machine answers by rules, not a model")
    if url:
        return Provider(name, "another server", detail)
    if key is not None:
        return Provider(name, "the service", detail)
    return Provider(name, "nobody", "no key is set; jobs that need it fail")
