"""How a server is asked is found out by a probe, once for all, and anew when the server contradicts it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pipelines.emulators.emulator_server import Emulators
from steps.core.errors import ConfigurationError, StepError, TemporaryError
from steps.core.llm.model_servers import ModelServers
from tests.integration.llm.conftest import Asker
from tests.support.rows import Connection

NewJob = Callable[[], Asker]
Script = Callable[..., None]
NO_ROUTE = {"kind": "http", "status": 404, "body": {"detail": "Not Found"}}
PROBE = "schema_probe"


@pytest.fixture
def new(new_job: NewJob) -> NewJob:
    """A job whose server is found out."""

    def made() -> Asker:
        asker = new_job()
        asker.dialect = "auto"
        return asker

    return made


def test_it_is_found_out_once_for_all(new: NewJob, connection: Connection) -> None:
    first = new()
    first.ask()
    assert set(first.asked[:-1]) == {("chat", PROBE)}
    assert first.asked[-1] == ("chat", "reading")
    probes = len(first.asked) - 1
    new().ask()
    assert len(first.asked) == probes + 2
    rows = first.rows()
    assert [row["state"] for row in rows] == ["succeeded"] * (probes + 1)
    assert {row["cost_usd"] for row in rows} == {None}
    (kept,) = connection.execute(
        "select server, dialect, tokens_per_second > 0 from jobs.model_server"
    ).fetchall()
    assert kept == (first.emulators.openai_base_url, "chat", True)


def test_a_server_whose_chat_ignores_the_schema_is_asked_by_responses(new: NewJob, script: Script) -> None:
    script("ignores_schema", on="openai.chat")
    job = new()
    job.ask()
    assert job.asked[0][0] == "chat"
    assert job.asked[-1] == ("responses", "reading")


@pytest.mark.parametrize(
    ("chat", "responses", "words"),
    [
        ("ignores_schema", "ignores_schema", "Chat Completions: ignored; Responses: ignored"),
        ("ignores_schema", NO_ROUTE, "Chat Completions: ignored; Responses: answers 404"),
        (NO_ROUTE, NO_ROUTE, "answers 404"),
        ("error_body", "ignores_schema", "Chat Completions: answers 200"),
        ("page", "ignores_schema", "no answer that can be read"),
    ],
)
def test_a_server_that_obeys_nothing_is_refused_with_one_sentence(
    new: NewJob, script: Script, chat: Any, responses: Any, words: str
) -> None:
    for _ in range(3):
        script(chat, on="openai.chat")
        script(responses)
    job = new()
    with pytest.raises(ConfigurationError) as caught:
        job.ask()
    assert caught.value.code == "provider_no_schema"
    assert words in caught.value.message
    for setting in ("OPENAI_BASE_URL", "JOBS_OPENAI_MODEL", "JOBS_LLM_DIALECT"):
        assert setting in caught.value.message
    asked = len(job.asked)
    with pytest.raises(ConfigurationError, match="obeys no JSON schema"):
        new().ask()
    assert len(job.asked) == asked, "the next job does not pay for the same refusal"
    assert "reading" not in {schema for _, schema in job.asked}


def test_a_failure_that_passes_says_nothing_of_the_schema(
    new: NewJob, script: Script, connection: Connection
) -> None:
    script(*["server_error"] * 3, on="openai.chat")
    job = new()
    with pytest.raises(TemporaryError, match="provider failed"):
        job.ask()
    assert job.rows()[0]["error"]["code"] == "provider_unavailable"
    job.ask()
    assert job.asked[-1] == ("chat", "reading")


def test_a_wrong_key_is_said_at_once(new: NewJob) -> None:
    job = new()
    job.key = "sk-canary-0123456789abcdef"
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
        job.ask()
    assert len(job.asked) == 1


def test_a_server_that_changed_is_found_out_anew(new: NewJob, script: Script) -> None:
    job = new()
    job.ask()
    before = len(job.asked)
    script(*[NO_ROUTE] * 2, on="openai.chat")  # upgraded, or another program: the question, and the new probe
    job.ask(part=1)
    assert job.asked[before][0] == "chat"
    assert job.asked[-1] == ("responses", "reading")


def test_an_answer_beside_the_schema_has_it_found_out_anew(new: NewJob, script: Script) -> None:
    job = new()
    job.ask()
    before = len(job.asked)
    script(*["ignores_schema"] * 2, on="openai.chat")
    job.ask(part=1)
    assert job.asked[before:][0] == ("chat", None)
    assert job.asked[-1] == ("responses", "reading")


def test_no_server_is_probed_without_end(new: NewJob, script: Script) -> None:
    job = new()
    job.settled_for = 60.0
    job.ask()
    before = len(job.asked)
    script(*["ignores_schema"] * 2, on="openai.chat")
    with pytest.raises(StepError, match="answer_invalid"):
        job.ask(part=1)
    assert len(job.asked) == before + 2


def test_a_model_that_thinks_long_gets_more_room(new: NewJob, script: Script) -> None:
    thought = {"choices": [{"finish_reason": "length", "message": {"content": "<think>Hm, hm"}}]}
    job = new()
    script({"kind": "http", "status": 400, "body": thought}, on="openai.chat")
    job.ask()
    assert job.asked[-1] == ("responses", "reading")  # a 400 is no thought


def test_while_one_process_probes_the_others_wait(
    new: NewJob, connection: Connection, emulators: Emulators
) -> None:
    servers = ModelServers(connection)
    job = new()
    url = emulators.openai_base_url
    assert servers.claim(url, "gpt-5.4-mini") == 1
    assert servers.claim(url, "gpt-5.4-mini") is None
    job.slept = _Recorder(lambda: servers.record(url, "gpt-5.4-mini", 1, dialect="responses"))
    job.ask()
    assert job.asked == [("responses", "reading")]


class _Recorder(list[float]):
    """Pauses; at the second one something happens."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self._then = then

    def append(self, seconds: float) -> None:
        super().append(seconds)
        if len(self) == 2:
            self._then()


def test_a_probe_whose_process_died_is_made_by_another(connection: Connection) -> None:
    servers = ModelServers(connection, claim_seconds=0)
    assert servers.claim("http://one", "m") == 1
    assert servers.claim("http://one", "m") == 2
    servers.record("http://one", "m", 1, dialect="chat")
    assert servers.known("http://one", "m") is None, "a later probe's word holds"
    servers.record("http://one", "m", 2, dialect="responses", tokens_per_second=12.5)
    known = servers.known("http://one", "m")
    assert known is not None
    assert (known.serial, known.dialect, known.tokens_per_second) == (2, "responses", 12.5)
    assert 0 <= known.age < 60
    connection.execute("delete from jobs.model_server")


def test_a_time_that_nobody_can_load_harms_nobody(connection: Connection) -> None:
    servers = ModelServers(connection)
    assert servers.claim("http://two", "m") == 1
    servers.record("http://two", "m", 1, dialect="chat")
    connection.execute("update jobs.model_server set probed_at = 'infinity'")
    known = servers.known("http://two", "m")
    assert known is not None
    assert known.age > 1e8
    connection.execute("delete from jobs.model_server")


def test_many_threads_of_a_step_probe_once(new: NewJob) -> None:
    job = new()
    with job.context() as context, ThreadPoolExecutor(4) as threads:
        from tests.integration.llm.reading import Reading

        list(
            threads.map(
                lambda part: context.llm.ask(
                    schema_name="reading", instructions="Read.", document=f"Part {part} 1.00", answer=Reading,
                    max_output_tokens=500, part=part,
                ),
                range(4),
            )
        )  # fmt: skip
    schemas = [schema for _, schema in job.asked]
    assert schemas.count("reading") == 4
    assert schemas.count(PROBE) <= 2


def test_a_slow_model_says_so_before_it_is_paid(new: NewJob, connection: Connection) -> None:
    job = new()
    servers = ModelServers(connection)
    assert servers.claim(job.emulators.openai_base_url, "gpt-5.4-mini") == 1
    servers.record(job.emulators.openai_base_url, "gpt-5.4-mini", 1, dialect="chat", tokens_per_second=1.0)
    with pytest.raises(ConfigurationError, match=r"about 1 tokens a second \(an estimate") as caught:
        job.ask()
    assert caught.value.code == "model_too_slow"
    assert "JOBS_BUDGETS" in caught.value.message
    assert job.asked == []
    connection.execute("update jobs.model_server set probed_at = now() - interval '1 hour'")
    job.next_attempt().ask()  # it was measured long ago, so it is measured again
    assert job.asked[-1] == ("chat", "reading")
