"""What doctor and the System page say of a model's server of one's own: what a probe found, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.control.doctor.environment_checks import check_model_server
from pipelines.operations.providers.asked_server import how_it_is_asked
from pipelines.server.pages.system_page import asked_words, providers
from steps.core.errors import ConfigurationError
from steps.core.llm.model_servers import ModelServers
from steps.core.settings import Settings
from tests.support.rows import Connection

URL = "http://user:hunter2@127.0.0.1:8080/v1?key=hunter2"
NAME = "http://127.0.0.1:8080/v1"


@pytest.fixture(autouse=True)
def nobody_asked(connection: Connection) -> None:
    connection.execute("delete from jobs.model_server")


def settings(**told: Any) -> Settings:
    given = {
        "DATABASE_URL": "postgresql:///jobs",
        "OPENAI_BASE_URL": URL,
        "JOBS_OPENAI_MODEL": "small",
    }
    return Settings.model_validate({**given, **told})


def found(connection: Connection, *, server: str = NAME, model: str = "small", **what: Any) -> None:
    servers = ModelServers(connection)
    serial = servers.claim(server, model)
    assert serial is not None
    servers.record(server, model, serial, **what)


def levels(connection: Connection, told: Settings) -> list[tuple[str, str]]:
    return [(finding.level, finding.text) for finding in check_model_server(connection, told)]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (
            {"dialect": "chat", "tokens_per_second": 11.6, "reading_per_second": 310.2},
            "asked by Chat Completions; it writes about 12 and reads about 310 tokens a second",
        ),
        (
            {"dialect": "responses", "tokens_per_second": 0.4},
            "asked by Responses; it writes about 0.4 tokens a second",
        ),
        ({"dialect": "chat"}, "asked by Chat Completions"),
    ],
)
def test_what_a_probe_found(connection: Connection, what: dict[str, Any], sentence: str) -> None:
    found(connection, **what)
    assert how_it_is_asked(connection, settings()).words == sentence
    assert levels(connection, settings()) == [("ok", sentence)]
    assert providers(settings(), asked_words(connection, settings()))[0].detail == f"small, {sentence}"


def test_a_server_that_obeys_nothing_is_wrong_and_the_way_out_is_named(connection: Connection) -> None:
    found(connection, dialect="none", refusal="the server obeys no JSON schema")
    [finding] = check_model_server(connection, settings())
    assert (finding.level, finding.text) == ("fail", "obeys no JSON schema with small")
    assert {"JOBS_OPENAI_MODEL", "OPENAI_BASE_URL", "JOBS_LLM_DIALECT"} <= set(
        finding.remedy.replace(",", "").split()
    )
    assert finding.runbook == "docs/runbooks/provider-refuses.md"


def test_another_server_and_another_model_say_nothing_of_this_one(connection: Connection) -> None:
    found(connection, server="http://127.0.0.1:9999/v1", dialect="none", refusal="no")
    found(connection, model="large", dialect="chat")
    unknown = "no job has asked it for small yet: the first one finds out how"
    assert levels(connection, settings()) == [("ok", unknown)]


def test_a_probe_that_has_no_answer_yet_is_none(connection: Connection) -> None:
    assert ModelServers(connection).claim(NAME, "small") is not None
    assert how_it_is_asked(connection, settings()).words.startswith("no job has asked it")


@pytest.mark.parametrize("dialect", ["chat", "responses"])
def test_what_the_setting_says_needs_no_probe(connection: Connection, dialect: str) -> None:
    words = {"chat": "Chat Completions", "responses": "Responses"}[dialect]
    found(connection, dialect="none", refusal="before it was set")
    told = settings(JOBS_LLM_DIALECT=dialect)
    assert levels(connection, told) == [("ok", f"asked by {words}, as JOBS_LLM_DIALECT says")]


def test_openai_itself_is_told_nothing_of(connection: Connection) -> None:
    official = settings(OPENAI_BASE_URL=None, OPENAI_API_KEY="sk-1")
    assert levels(connection, official) == []
    assert asked_words(connection, official) == ""
    assert levels(connection, settings(OPENAI_BASE_URL="https://eu.api.openai.com/v1")) == []


def test_an_address_that_is_none_breaks_no_page(connection: Connection) -> None:
    wrong = settings(OPENAI_BASE_URL="ftp://hunter2@x")
    with pytest.raises(ConfigurationError):
        levels(connection, wrong)
    said = asked_words(connection, wrong)
    assert "OPENAI_BASE_URL" in said
    assert "hunter2" not in said
