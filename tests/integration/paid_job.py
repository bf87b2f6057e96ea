"""One job on a database of its own, with the emulator as its model provider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import psycopg
from pydantic import SecretStr

from pipelines.emulators.emulator_server import Emulators
from pipelines.emulators.injected_faults import Fault
from steps.core.errors import ExitCode
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step
from steps.core.settings import Settings


def settings_of(database_url: str, base_url: str, storage_url: str, key: str = "emulator-test") -> Settings:
    return Settings(
        database_url=SecretStr(database_url),
        openai_api_key=SecretStr(key),
        openai_base_url=base_url,
        storage=storage_url,
        log_stderr=False,
    )


@dataclass
class PaidJob:
    """Each `attempt` is one try of the job's process step, `STEP`."""

    STEP: ClassVar[str]

    emulators: Emulators
    database_url: str
    connection: psycopg.Connection[Any]
    storage_url: str
    job_id: str = ""

    def faults(self, *kinds: str | dict[str, Any]) -> None:
        told = ({"kind": kind} if isinstance(kind, str) else kind for kind in kinds)
        self.emulators.faults.add(Fault(on="openai.responses", **each) for each in told)

    def attempt(
        self, seconds: float = 60, key: str = "emulator-test", base_url: str | None = None
    ) -> ExitCode:
        base_url = base_url or self.emulators.openai_base_url
        settings = settings_of(self.database_url, base_url, self.storage_url, key)
        with Session(settings) as session:
            return run_step(session, Request(self.STEP, self.job_id, seconds))

    @property
    def calls(self) -> int:
        return len(self.fingerprints)

    @property
    def fingerprints(self) -> list[str | None]:
        """Of all calls, in order."""
        return [call.fingerprint for call in self.emulators.calls.all("openai.responses")]

    def one(self, query: str) -> Any:
        row = self.connection.execute(query, [self.job_id]).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    @property
    def output(self) -> dict[str, Any]:
        return dict(self.one(f"select data from jobs.output where step = '{self.STEP}' and job_id = %s"))

    @property
    def error(self) -> dict[str, Any]:
        query = "select error from jobs.attempt where job_id = %s order by number desc limit 1"
        return dict(self.one(query))

    @property
    def code(self) -> str:
        """The last attempt's error, by its code."""
        return str(self.error["code"])


@contextmanager
def fresh(running: Emulators, connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Nothing of an earlier test is left in the emulators, and nothing of this one in the breaker."""
    running.faults.clear()
    running.calls.clear()
    yield
    connection.execute("delete from jobs.breaker")
