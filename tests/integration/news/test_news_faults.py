"""news-analyzer under every fault of its model provider, through the runner: outcome, calls paid, what is recorded."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from steps.core.errors import ExitCode
from steps.core.events import NewsAnalyzerRequested
from steps.core.postgres.enqueue import enqueue
from tests.support.emulated import FAILING, PASSING, PaidJob

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "news-analyzer.json"


class News(PaidJob):
    STEP = "process-news-analyzer"

    def new_job(self) -> None:
        event = NewsAnalyzerRequested.model_validate_json(SAMPLE.read_text())
        self.job_id = str(enqueue(self.connection, event))


@pytest.fixture
def news(new_paid: Callable[[type[News]], News]) -> News:
    return new_paid(News)


@pytest.mark.parametrize(
    ("faults", "calls"),
    PASSING,
)
def test_what_passes_ends_in_a_result(news: News, faults: list[Any], calls: int) -> None:
    news.faults(*faults)
    assert news.attempt() == ExitCode.DONE
    assert news.calls == calls
    assert news.output["usage"]["requests"] == calls
    assert news.output["result"]["summary"]["one_sentence"]


@pytest.mark.parametrize(
    ("faults", "calls", "exit_code", "code"),
    FAILING,
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
    assert any("dropped" in warning or "not in the" in warning for warning in news.output["warnings"])


def test_empty_lists_are_a_valid_result(news: News) -> None:
    news.faults("empty_lists")
    assert news.attempt() == ExitCode.DONE
    assert (news.calls, news.output["result"]["claims"]) == (1, [])


def test_a_hang_ends_with_the_steps_time_and_is_recorded_as_unknown(news: News) -> None:
    news.faults("hang", "hang")
    assert news.attempt(seconds=2.5) == ExitCode.TEMPORARY
    assert news.calls <= 2
    assert news.one("select state from jobs.provider_call where job_id = %s") == "unknown"


def test_a_provider_that_is_not_there_is_tried_three_times(news: News) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert news.attempt(base_url=f"http://127.0.0.1:{port}/v1") == ExitCode.TEMPORARY
    assert news.one("select attempts from jobs.provider_call where job_id = %s") == 3


def test_without_credit_the_next_job_makes_no_call(news: News) -> None:
    news.faults("insufficient_quota")
    news.attempt()
    news.new_job()
    assert news.attempt() == ExitCode.CONFIGURATION
    assert news.calls == 1


def test_a_refusal_is_paid_once_and_its_usage_recorded(news: News) -> None:
    news.faults("refusal")
    assert news.attempt() == news.attempt() == ExitCode.PERMANENT
    assert news.calls == 1
    assert news.one("select usage from jobs.provider_call where job_id = %s")["input_tokens"] > 0


def test_a_rerun_after_a_lost_attempt_pays_nothing(news: News) -> None:
    """The answer was paid for and stored; then the attempt died before its output was."""
    assert news.attempt() == ExitCode.DONE
    first = news.output
    news.connection.execute("delete from jobs.output where job_id = %s", [news.job_id])
    assert news.attempt() == ExitCode.DONE
    assert (news.calls, news.output) == (1, first)


def test_neither_key_nor_article_is_logged(news: News) -> None:
    assert news.attempt(key="sk-canary-0123456789abcdef") == ExitCode.CONFIGURATION
    kept = json.dumps(
        news.connection.execute(
            "select error, log from jobs.attempt where job_id = %s", [news.job_id]
        ).fetchall()
    )
    assert "canary" not in kept
    assert "Vellmar" not in kept
