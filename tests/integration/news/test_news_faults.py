"""news-analyzer under every fault of its model provider, through the runner: outcome, calls paid, what is recorded."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.emulators.faults import Fault
from pipelines.emulators.server import Emulators
from steps.core.enqueue import enqueue
from steps.core.errors import ExitCode
from steps.core.events import NewsAnalyzerRequested
from steps.core.runner import Request, run_step
from steps.core.session import Session
from steps.core.settings import Settings

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "news-analyzer.json"
STEP = "process-news-analyzer"


@pytest.fixture(scope="module")
def running() -> Iterator[Emulators]:
    with Emulators() as emulators:
        yield emulators


@dataclass
class News:
    """One job on a database of its own; each `attempt` is one try of its process step."""

    emulators: Emulators
    database_url: str
    connection: psycopg.Connection[Any]
    url: str | None = None
    key: str = "emulator-test"

    def __post_init__(self) -> None:
        self.job_id = self.new_job()

    def new_job(self) -> str:
        event = NewsAnalyzerRequested.model_validate_json(SAMPLE.read_text())
        return str(enqueue(self.connection, event))

    def faults(self, *kinds: str | dict[str, Any]) -> None:
        told = ({"kind": kind} if isinstance(kind, str) else kind for kind in kinds)
        self.emulators.faults.add(Fault(on="openai.responses", **each) for each in told)

    def attempt(self, job_id: str | None = None, seconds: float = 60) -> ExitCode:
        settings = Settings(
            database_url=SecretStr(self.database_url),
            openai_api_key=SecretStr(self.key),
            openai_base_url=self.url or self.emulators.openai_base_url,
            log_stderr=False,
        )
        with Session(settings) as session:
            return run_step(session, Request(STEP, job_id or self.job_id, seconds))

    @property
    def calls(self) -> int:
        return len(self.emulators.calls.all("openai.responses"))

    def one(self, query: str) -> Any:
        row = self.connection.execute(query, [self.job_id]).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    @property
    def result(self) -> dict[str, Any]:
        return dict(self.one(f"select data from jobs.output where step = '{STEP}' and job_id = %s"))

    @property
    def code(self) -> str:
        query = "select error ->> 'code' from jobs.attempt where job_id = %s order by number desc limit 1"
        return str(self.one(query))


@pytest.fixture
def news(running: Emulators, database_url: str, connection: psycopg.Connection[Any]) -> Iterator[News]:
    running.faults.clear()
    running.calls.clear()
    yield News(running, database_url, connection)
    connection.execute("delete from jobs.breaker")


@pytest.mark.parametrize(
    ("faults", "calls"),
    [
        ([], 1),
        ([{"kind": "rate_limit_exceeded", "retry_after": 1}], 2),
        (["server_error", "server_is_overloaded"], 3),
        (["half_closed"], 2),
        (["max_output_tokens"], 2),
        (["malformed_json"], 2),
    ],
)
def test_what_passes_ends_in_a_result(news: News, faults: list[Any], calls: int) -> None:
    news.faults(*faults)
    assert news.attempt() == ExitCode.DONE
    assert news.calls == calls
    assert news.result["usage"]["requests"] == calls
    assert news.result["result"]["summary"]["one_sentence"]


@pytest.mark.parametrize(
    ("faults", "calls", "exit_code", "code"),
    [
        (
            [{"kind": "rate_limit_exceeded", "retry_after": 300}],
            1,
            ExitCode.TEMPORARY,
            "provider_rate_limited",
        ),
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
    ],
)
def test_what_does_not_pass_ends_with_its_code(
    news: News, faults: list[Any], calls: int, exit_code: ExitCode, code: str
) -> None:
    news.faults(*faults)
    assert news.attempt() == exit_code
    assert (news.code, news.calls) == (code, calls)


def test_one_invented_quote_is_dropped_and_said(news: News) -> None:
    news.faults({"kind": "invented_quote", "detail": 1})
    assert news.attempt() == ExitCode.DONE
    assert news.calls == 1
    assert any("dropped" in warning or "not in the" in warning for warning in news.result["warnings"])


def test_empty_lists_are_a_valid_result(news: News) -> None:
    news.faults("empty_lists")
    assert news.attempt() == ExitCode.DONE
    assert (news.calls, news.result["result"]["claims"]) == (1, [])


def test_a_hang_ends_with_the_steps_time_and_is_recorded_as_unknown(news: News) -> None:
    news.faults("hang", "hang")
    assert news.attempt(seconds=2.5) == ExitCode.TEMPORARY
    assert news.calls <= 2
    assert news.one("select state from jobs.provider_call where job_id = %s") == "unknown"


def test_a_provider_that_is_not_there_is_tried_three_times(news: News) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    news.url = f"http://127.0.0.1:{port}/v1"
    assert news.attempt() == ExitCode.TEMPORARY
    assert news.one("select attempts from jobs.provider_call where job_id = %s") == 3


def test_without_credit_the_next_job_makes_no_call(news: News) -> None:
    news.faults("insufficient_quota")
    news.attempt()
    assert news.attempt(news.new_job()) == ExitCode.CONFIGURATION
    assert news.calls == 1


def test_a_refusal_is_paid_once_and_its_usage_recorded(news: News) -> None:
    news.faults("refusal")
    assert news.attempt() == news.attempt() == ExitCode.PERMANENT
    assert news.calls == 1
    assert news.one("select usage from jobs.provider_call where job_id = %s")["input_tokens"] > 0


def test_a_rerun_after_a_lost_attempt_pays_nothing(news: News) -> None:
    """The answer was paid for and stored; then the attempt died before its output was."""
    assert news.attempt() == ExitCode.DONE
    first = news.result
    news.connection.execute("delete from jobs.output where job_id = %s", [news.job_id])
    assert news.attempt() == ExitCode.DONE
    assert (news.calls, news.result) == (1, first)


def test_neither_key_nor_article_is_logged(news: News) -> None:
    news.key = "sk-canary-0123456789abcdef"
    assert news.attempt() == ExitCode.CONFIGURATION
    kept = json.dumps(
        news.connection.execute(
            "select error, log from jobs.attempt where job_id = %s", [news.job_id]
        ).fetchall()
    )
    assert "canary" not in kept
    assert "Vellmar" not in kept
