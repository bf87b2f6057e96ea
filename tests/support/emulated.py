"""Steps against the emulators over real HTTP, with scripted faults, a real ledger and a database of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import SecretStr

from pipelines.emulators.emulator_server import Emulators
from pipelines.emulators.injected_faults import Fault
from steps.core.context import Context
from steps.core.errors import ExitCode
from steps.core.llm.client import LLM
from steps.core.llm.model_servers import ModelServers
from steps.core.logs import capture
from steps.core.postgres.breaker import Breaker
from steps.core.postgres.ledger import Ledger
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step
from steps.core.settings import Settings
from steps.core.storage.storage import Storage
from tests.support.attempt import context_of
from tests.support.rows import Connection, Row, Rows
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
KEY = "emulator-test"
QUEUED_AT = datetime(2026, 4, 1, tzinfo=UTC)
Faults = str | dict[str, Any]

LATER = {"kind": "rate_limit_exceeded", "retry_after": 300}
# What the provider does, and how many calls that makes of the one that was meant.
PASSING: list[tuple[list[Faults], int]] = [
    ([], 1),
    ([{"kind": "rate_limit_exceeded", "retry_after": 1}], 2),
    (["server_error", "server_is_overloaded"], 3),
    (["half_closed"], 2),
    (["max_output_tokens"], 2),
    (["malformed_json"], 2),
]
# The same for what a step cannot pass, with its exit code and the code of its error.
FAILING: list[tuple[list[Faults], int, ExitCode, str]] = [
    ([LATER], 1, ExitCode.TEMPORARY, "provider_rate_limited"),
    (["insufficient_quota"], 1, ExitCode.CONFIGURATION, "provider_billing"),
    (["credit_balance_exhausted"], 1, ExitCode.CONFIGURATION, "provider_billing"),
    (["server_error"] * 3, 3, ExitCode.TEMPORARY, "provider_unavailable"),
    (["invalid_api_key"], 1, ExitCode.CONFIGURATION, "provider_key"),
    (["refusal"], 1, ExitCode.PERMANENT, "model_refused"),
    (["content_filter"], 1, ExitCode.PERMANENT, "content_filtered"),
    (["max_output_tokens"] * 2, 2, ExitCode.PERMANENT, "answer_too_long"),
    (["malformed_json"] * 2, 2, ExitCode.PERMANENT, "answer_invalid"),
    (["invented_quote"], 1, ExitCode.PERMANENT, "ungrounded"),
    (["chinese"], 1, ExitCode.PERMANENT, "ungrounded"),
]


def script(emulators: Emulators, *faults: Faults, on: str = "openai.responses") -> None:
    """Queue faults: by kind, or a dict of a fault's fields."""
    told = ({"kind": fault} if isinstance(fault, str) else fault for fault in faults)
    emulators.faults.add(Fault(on=on, **each) for each in told)


def settings_of(database_url: str, base_url: str, storage_url: str, key: str = KEY) -> Settings:
    return Settings(
        database_url=SecretStr(database_url),
        openai_api_key=SecretStr(key),
        openai_base_url=base_url,
        llm_dialect="responses",
        storage=storage_url,
        log_stderr=False,
    )


@dataclass
class EmulatedAttempt:
    """Attempts of one job's step whose model client never sleeps. `slept`: its pauses; `log`: what was written."""

    PIPELINE: ClassVar[str]

    emulators: Emulators
    connection: Connection
    storage: Storage
    job_id: str
    key: str = KEY
    url: str | None = None
    seconds: float = 60.0
    open_seconds: float = 60.0
    settled_for: float = 0.0
    call_seconds: float | None = None
    dialect: Literal["auto", "responses", "chat"] = "responses"
    slept: list[float] = field(default_factory=list)
    log: str = ""

    @contextmanager
    def context(self) -> Iterator[Context]:
        """One attempt, from the context that the step is given to the log that it leaves."""
        step = f"process-{self.PIPELINE}"
        settings = Settings(
            openai_api_key=SecretStr(self.key) if self.key else None,
            openai_base_url=self.emulators.openai_base_url if self.url is None else self.url or None,
            llm_dialect=self.dialect,
            llm_call_seconds=self.call_seconds,
        )
        with capture.capture(job_id=self.job_id, pipeline=self.PIPELINE, step=step, attempt=1) as captured:
            llm = LLM(
                settings,
                Ledger(self.connection, self.job_id, step),
                Breaker(self.connection, open_seconds=self.open_seconds),
                ModelServers(self.connection, settled_for=self.settled_for),
                captured.log,
                job_id=self.job_id,
                time_left=lambda: self.seconds,
                sleep=self.slept.append,
            )
            try:
                yield context_of(
                    self.PIPELINE,
                    job_id=self.job_id,
                    queued_at=QUEUED_AT,
                    seconds=self.seconds,
                    connection=self.connection,
                    log=captured.log,
                    storage=self.storage,
                    llm=llm,
                )
            finally:
                self.log += captured.text()

    def next_attempt(self) -> Self:
        """The same job again, as a new process would see it."""
        same = type(self)(self.emulators, self.connection, self.storage, self.job_id)
        same.dialect = self.dialect
        return same

    @property
    def calls(self) -> int:
        return len(self.emulators.calls.all("openai.responses"))

    @property
    def asked(self) -> list[tuple[str, str | None]]:
        """The route and the schema of each call, in order; without one, where a fault answered."""
        calls = self.emulators.calls.all()
        return [(call.on.removeprefix("openai."), call.detail.get("schema")) for call in calls]

    def rows(self) -> list[Row]:
        """The ledger's rows of this job, oldest first."""
        query = "select * from jobs.provider_call where job_id = %s order by created_at"
        return Rows(self.connection).select(query, self.job_id)


@dataclass
class PaidJob:
    """A job whose process step, `STEP`, runs through the runner; each `attempt` is one try of it."""

    STEP: ClassVar[str]

    emulators: Emulators
    database_url: str
    connection: Connection
    storage_url: str
    job_id: str = ""

    def new_job(self) -> None:
        raise NotImplementedError

    def faults(self, *faults: Faults) -> None:
        script(self.emulators, *faults)

    def attempt(self, seconds: float = 60, key: str = KEY, base_url: str | None = None) -> ExitCode:
        base_url = base_url or self.emulators.openai_base_url
        with Session(settings_of(self.database_url, base_url, self.storage_url, key)) as session:
            return run_step(session, Request(self.STEP, self.job_id, seconds)).code

    def apart(self, *, parallel: int = 1, dies_after: int = 0) -> int:
        """The exit code of an attempt in a process of its own, which dies once so many answers are recorded."""
        about = [self.STEP, self.job_id, self.database_url, self.emulators.openai_base_url, self.storage_url]
        command = [sys.executable, "-m", "tests.support.dying_step", *about, str(parallel), str(dies_after)]
        quiet = subprocess.DEVNULL
        return subprocess.run(command, cwd=ROOT, stdout=quiet, stderr=quiet, timeout=2 * PATIENCE).returncode

    @property
    def calls(self) -> int:
        return len(self.fingerprints)

    @property
    def fingerprints(self) -> list[str | None]:
        """Of all calls, in order."""
        return [call.fingerprint for call in self.emulators.calls.all("openai.responses")]

    def one(self, query: str) -> Any:
        return Rows(self.connection).value(query, self.job_id)

    @property
    def output(self) -> Row:
        return dict(self.one(f"select data from jobs.output where step = '{self.STEP}' and job_id = %s"))

    @property
    def error(self) -> Row:
        query = "select error from jobs.attempt where job_id = %s order by number desc limit 1"
        return dict(self.one(query))

    @property
    def code(self) -> str:
        """The last attempt's error, by its code."""
        return str(self.error["code"])
