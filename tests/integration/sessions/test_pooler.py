"""Behind PgBouncer: server and steps work without a session, and what needs one says so, or goes past the pooler."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.control.dispatcher import Dispatcher
from pipelines.control.doctor.database_checks import check_sessions
from pipelines.control.notifications import NotificationListener
from pipelines.core.supervision.pulse import Pulse
from pipelines.runtime.database import Database
from pipelines.runtime.local_stack import LocalStack
from pipelines.runtime.work_process import places_for
from steps.core.errors import ConfigurationError, ExitCode
from steps.core.postgres.pooler import keeps_session
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step
from steps.core.settings import Settings
from tests.support.debian import Debian, pgbouncer
from tests.support.rows import Rows
from tests.support.serving import serving

PACKAGES = "steps,tests.trial_steps"


@pytest.fixture(scope="module", params=["", "ignore_startup_parameters = options", "server_round_robin = 1"])
def transactions(debian: Debian, request: pytest.FixtureRequest) -> Iterator[Debian]:
    with pgbouncer(debian, request.param, size=3) as pooler:
        yield pooler


@pytest.fixture(scope="module")
def sessions(debian: Debian) -> Iterator[Debian]:
    with pgbouncer(debian, mode="session", size=8) as pooler:
        yield pooler


def test_a_pooler_of_transactions_keeps_no_session(transactions: Debian) -> None:
    url = transactions.url("jobs", "app")
    assert not keeps_session(url)
    with psycopg.connect(url, autocommit=True) as other, other.transaction():
        other.execute("select 1")
        assert not keeps_session(url)


def test_a_pooler_of_sessions_and_postgres_itself_keep_one(sessions: Debian, debian: Debian) -> None:
    assert keeps_session(sessions.url("jobs", "app"))
    assert keeps_session(debian.url("jobs", "app"))


class Idle:
    """An executor that nothing comes to."""

    name = "local"

    async def run(self, job: Any, connection: Any) -> None:
        raise AssertionError

    def wake(self, job_id: Any) -> None: ...

    def busy(self) -> int:
        return 0


def test_a_dispatcher_without_a_session_says_so(transactions: Debian, debian: Debian) -> None:
    async def dispatch(url: str) -> None:
        dispatcher = Dispatcher(url, Idle(), {})
        task = asyncio.create_task(dispatcher.run(Pulse("dispatcher", 30)))
        ready = asyncio.create_task(dispatcher.ready.wait())
        await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        task.cancel()

    with pytest.raises(
        ConfigurationError, match="the dispatcher needs one of its own: set DATABASE_DIRECT_URL"
    ) as refused:
        asyncio.run(dispatch(transactions.url("jobs", "app")))
    assert refused.value.code == "needs_session"
    asyncio.run(dispatch(debian.url("jobs", "app")))


def test_a_listener_without_a_session_says_so(transactions: Debian, debian: Debian) -> None:
    async def listen(url: str) -> list[bool]:
        told: list[bool] = []
        listener = NotificationListener(url, ["jobs_queued"], lambda channel, payload: None, told.append)
        with suppress(TimeoutError):
            await asyncio.wait_for(listener.run(Pulse("listener", 30)), 0.5)
        return told

    with pytest.raises(ConfigurationError, match="the listener needs one of its own"):
        asyncio.run(listen(transactions.url("jobs", "app")))
    assert asyncio.run(listen(debian.url("jobs", "app"))) == [True, False]


def test_an_installation_without_a_session_does_not_start(transactions: Debian, tmp_path: Path) -> None:
    settings = Settings(database_url=SecretStr(transactions.url("jobs", "app")), home=tmp_path)
    with (
        Database(settings) as database,
        pytest.raises(ConfigurationError, match="set DATABASE_DIRECT_URL"),
        LocalStack(database, places=1),
    ):
        pass


def test_steps_run_behind_it(transactions: Debian) -> None:
    url = transactions.url("jobs", "app")
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        rows = Rows(connection)
        settings = Settings(database_url=SecretStr(url), step_packages=PACKAGES)
        with Session(settings) as session:
            for _ in range(8):
                job_id = rows.enqueue({"text": "Words."})
                for step in ("validate-trial", "process-trial"):
                    assert run_step(session, Request(step, job_id)).code == ExitCode.DONE


def test_the_server_answers_behind_it(transactions: Debian, tmp_path: Path) -> None:
    with serving(transactions.url("jobs", "app"), tmp_path) as api:
        for _ in range(8):
            job_id = api.send()
            assert api.get(f"/api/jobs/{job_id}").json()["status"] == "queued"
            assert api.get("/metrics").status_code == 200
            assert api.get("/health/ready").json() == {"status": "ready"}
        assert "jobs" in api.page("/jobs")


def test_doctor_looks_at_it(transactions: Debian, sessions: Debian, debian: Debian) -> None:
    def found(url: str, direct: str | None = None) -> tuple[str, str, str]:
        (finding,) = check_sessions(url, direct)
        return finding.level, finding.text, finding.remedy or ""

    pooled, own = transactions.url("jobs", "app"), debian.url("jobs", "app")
    level, text, remedy = found(pooled)
    assert level == "fail"
    assert "pooler of transactions" in text
    assert "DATABASE_DIRECT_URL" in remedy
    assert found(pooled, own)[0] == "ok"
    level, _, remedy = found(pooled, pooled)
    assert (level, "DATABASE_DIRECT_URL" in remedy) == ("fail", True)
    assert found(sessions.url("jobs", "app"))[0] == "ok"
    assert found(own)[0] == "ok"


def test_places_of_a_work_process_go_by_the_way_that_its_steps_take(
    debian: Debian, transactions: Debian
) -> None:
    """PostgreSQL has few connections left beside those of the pooler, which queues whoever comes to it."""
    pooled, direct = transactions.url("jobs", "app"), debian.url("jobs", "app")
    with ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(psycopg.connect(direct))
        assert places_for(direct, pooled, 40) == 40
        assert places_for(direct, direct, 40) < 20
        with pytest.raises(ConfigurationError, match="needs_session"):
            places_for(pooled, pooled, 40)
