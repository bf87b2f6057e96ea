"""A model's client whose sleep and time a test holds, and a small question that it asks."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from pipelines.emulators.emulator_server import Emulators
from steps.core.llm.answers import Answer
from tests.integration.llm.reading import Reading, answer
from tests.support.emulated import EmulatedAttempt

BILL = "Bill of the day\nTwo coffees 7.00\nOne cake 4.50\n"


@pytest.fixture(scope="module")
def running() -> Iterator[Emulators]:
    """The emulators, with rules for that question."""
    with Emulators(engines={"reading": answer}) as emulators:
        yield emulators


class Asker(EmulatedAttempt):
    PIPELINE = "news-analyzer"

    def ask(self, document: str = BILL, *, part: int = 0, max_output_tokens: int = 500) -> Answer[Reading]:
        with self.context() as context:
            return context.llm.ask(
                schema_name="reading",
                instructions="Read the document.",
                document=document,
                answer=Reading,
                max_output_tokens=max_output_tokens,
                part=part,
            )


@pytest.fixture
def new_job(new_attempt: Callable[[type[Asker]], Asker]) -> Callable[[], Asker]:
    return lambda: new_attempt(Asker)


@pytest.fixture
def job(new_job: Callable[[], Asker]) -> Asker:
    return new_job()


@pytest.fixture
def closed_url() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
