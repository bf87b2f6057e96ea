"""How the language model's server is asked that the settings name, and how fast it answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from steps.core.llm.provider.servers import Dialect, server_of
from steps.core.models import Model
from steps.core.postgres.sql import load
from steps.core.settings import Settings

QUERIES = load("asked_server.sql", "pipelines.operations.providers")
WORDS = {Dialect.RESPONSES: "Responses", Dialect.CHAT: "Chat Completions"}


class Probed(Model):
    """What a probe found: `dialect` is `none` where the server obeyed no schema. The two speeds are estimates in tokens
    per second; null where the probe could tell none."""

    dialect: str
    tokens_per_second: float | None
    reading_per_second: float | None
    probed_at: datetime

    @property
    def obeys_nothing(self) -> bool:
        return self.dialect == "none"


def probed(connection: psycopg.Connection[Any], settings: Settings) -> Probed | None:
    """Of the server and model of the settings; None where nobody probes: OpenAI's own, a dialect that is told, or a
    server that no job has asked yet. Errors: those of `server_of`; psycopg's own."""
    server = server_of(settings)
    if server.fixed is not None:
        return None
    told = {"server": server.name, "model": settings.openai_model}
    with connection.cursor(row_factory=class_row(Probed)) as cursor:
        return cursor.execute(QUERIES["asked_server"], told).fetchone()


def how_it_is_asked(connection: psycopg.Connection[Any], settings: Settings) -> str:
    """As a part of a sentence; empty for OpenAI's own. Errors: as `probed`."""
    server = server_of(settings)
    if server.told is not None:
        return f"asked by {WORDS[server.told]}, as JOBS_LLM_DIALECT says"
    if server.official:
        return ""
    found = probed(connection, settings)
    if found is None:
        return f"no job has asked it for {settings.openai_model} yet: the first one finds out how"
    if found.obeys_nothing:
        return f"obeys no JSON schema with {settings.openai_model}"
    return f"asked by {WORDS[Dialect(found.dialect)]}{_speeds(found)}"


def _speeds(found: Probed) -> str:
    known = [
        f"{verb} about {speed:.0f}" if speed >= 10 else f"{verb} about {speed:.1f}"
        for verb, speed in (("writes", found.tokens_per_second), ("reads", found.reading_per_second))
        if speed is not None
    ]
    return f"; it {' and '.join(known)} tokens a second" if known else ""
