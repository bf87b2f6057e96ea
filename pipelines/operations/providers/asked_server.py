"""How the language model's server is asked that the settings name, and how fast it answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from steps.core.llm.model_servers import ModelServer, ModelServers
from steps.core.llm.provider.servers import Dialect, server_of
from steps.core.settings import Settings

WORDS = {Dialect.RESPONSES: "Responses", Dialect.CHAT: "Chat Completions"}
REFUSED_FOR = 90 * 86_400.0  # seconds; a refusal is told for as long as its row is kept


@dataclass(frozen=True)
class Asked:
    """`words` are a part of a sentence, empty for OpenAI's own; `obeys`: no probe found otherwise."""

    words: str
    obeys: bool = True


def how_it_is_asked(connection: psycopg.Connection[Any], settings: Settings) -> Asked:
    """By what a probe found, of the server and model of the settings. Errors: those of `server_of`; psycopg's own."""
    server = server_of(settings)
    if server.told is not None:
        return Asked(f"asked by {WORDS[server.told]}, as JOBS_LLM_DIALECT says")
    if server.official:
        return Asked("")
    model = settings.openai_model
    found = ModelServers(connection, refused_for=REFUSED_FOR).known(server.name, model)
    if found is None:
        return Asked(f"no job has asked it for {model} yet: the first one finds out how")
    if found.dialect == "none":
        return Asked(f"obeys no JSON schema with {model}", obeys=False)
    return Asked(f"asked by {WORDS[Dialect(found.dialect)]}{_speeds(found)}")


def _speeds(found: ModelServer) -> str:
    known = [
        f"{verb} about {speed:.0f}" if speed >= 10 else f"{verb} about {speed:.1f}"
        for verb, speed in (("writes", found.tokens_per_second), ("reads", found.reading_per_second))
        if speed is not None
    ]
    return f"; it {' and '.join(known)} tokens a second" if known else ""
