"""meeting-summarizer under the faults of its model provider, through the runner: outcome, calls, what is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from steps.core.errors import ExitCode
from tests.integration.meetings.conftest import Meeting

CALLS = 3  # outline, one window, summary


@pytest.mark.parametrize(
    ("faults", "more"),
    [
        ([], 0),
        ([{"kind": "rate_limit_exceeded", "retry_after": 1}], 1),
        ([{"kind": "server_error", "after": 1}, "server_is_overloaded"], 2),
        ([{"kind": "half_closed", "after": 2}], 1),
        ([{"kind": "max_output_tokens", "after": 1}], 1),
        ([{"kind": "malformed_json", "after": 2}], 1),
    ],
)
def test_what_passes_ends_in_a_result(meeting: Meeting, faults: list[Any], more: int) -> None:
    meeting.faults(*faults)
    assert meeting.attempt() == ExitCode.DONE
    assert len(meeting.fingerprints) == CALLS + more
    assert meeting.output["usage"]["requests"] == CALLS + more
    assert {item["owner"] for item in meeting.result["action_items"]} >= {"Jonas Okafor", "Priya Raman"}
    assert meeting.output["engine"] == "rules"
    assert "weak as prose" in meeting.output["quality_note"]


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
        (["server_error"] * 3, 3, ExitCode.TEMPORARY, "provider_unavailable"),
        (["refusal"], 1, ExitCode.PERMANENT, "model_refused"),
        ([{"kind": "refusal", "after": 1}], 2, ExitCode.PERMANENT, "model_refused"),
        (
            [{"kind": "max_output_tokens", "after": 1}, "max_output_tokens"],
            3,
            ExitCode.PERMANENT,
            "answer_too_long",
        ),
        ([{"kind": "malformed_json", "after": 2}, "malformed_json"], 4, ExitCode.PERMANENT, "answer_invalid"),
        ([{"kind": "invented_quote", "after": 1}], 2, ExitCode.PERMANENT, "ungrounded"),
        ([{"kind": "chinese", "after": 1}], 2, ExitCode.PERMANENT, "ungrounded"),
    ],
)
def test_what_does_not_pass_ends_with_its_code(
    meeting: Meeting, faults: list[Any], calls: int, exit_code: ExitCode, code: str
) -> None:
    meeting.faults(*faults)
    assert meeting.attempt() == exit_code
    assert (meeting.error["code"], len(meeting.fingerprints)) == (code, calls)


def test_one_invented_quote_is_dropped_and_said(meeting: Meeting) -> None:
    meeting.faults({"kind": "invented_quote", "detail": 1, "after": 1})
    assert meeting.attempt() == ExitCode.DONE
    assert len(meeting.fingerprints) == CALLS
    assert any("1 dropped" in warning for warning in meeting.output["warnings"])


def test_topics_with_invented_quotes_lose_their_titles(meeting: Meeting) -> None:
    meeting.faults("invented_quote")
    assert meeting.attempt() == ExitCode.DONE
    titles = [topic["title"] for topic in meeting.result["topics"]]
    assert all(title.startswith("Turns ") for title in titles)
    assert any("topics whose quotes lie elsewhere" in warning for warning in meeting.output["warnings"])


def test_a_summary_in_another_language_is_replaced_by_code(meeting: Meeting) -> None:
    meeting.faults({"kind": "chinese", "after": 2})
    assert meeting.attempt() == ExitCode.DONE
    summary = meeting.result["summary"]
    assert summary["gist"].startswith("4 people talked about")
    assert summary["bullets"]
    assert "中文" not in str(meeting.output)
    assert any("code wrote it instead" in warning for warning in meeting.output["warnings"])


def test_empty_lists_are_a_valid_result(meeting: Meeting) -> None:
    meeting.faults(*["empty_lists"] * 3)
    assert meeting.attempt() == ExitCode.DONE
    result = meeting.result
    assert (result["decisions"], result["action_items"], result["key_quotes"]) == ([], [], [])
    assert [(topic["start_turn"], topic["end_turn"]) for topic in result["topics"]] == [(0, 66)]
    assert len(result["participants"]) == 4


def test_a_second_attempt_pays_for_nothing_that_is_there(meeting: Meeting) -> None:
    meeting.faults({"kind": "refusal", "after": 2})
    assert meeting.attempt() == ExitCode.PERMANENT
    assert len(meeting.fingerprints) == 3
    assert meeting.attempt() == ExitCode.PERMANENT
    assert len(meeting.fingerprints) == 3
