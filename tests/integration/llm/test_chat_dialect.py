"""Chat Completions as servers of one's own speak it: their quirks are understood, and what is no answer says why."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from steps.core.errors import ConfigurationError, PermanentError, StepError, TemporaryError
from tests.integration.llm.conftest import BILL, Asker

NewJob = Callable[[], Asker]


@pytest.fixture
def job(new_job: NewJob) -> Asker:
    asker = new_job()
    asker.dialect = "chat"
    return asker


@pytest.fixture
def quirk(script: Callable[..., None]) -> Callable[..., None]:
    """Queue faults of the chat route."""
    return lambda *faults: script(*faults, on="openai.chat")


def test_an_answer_and_its_row(job: Asker) -> None:
    answer = job.ask()
    assert Decimal(answer.value.total) == Decimal("11.50")
    assert job.asked == [("chat", "reading")]
    (row,) = job.rows()
    assert (row["state"], row["cost_usd"]) == ("succeeded", None)
    assert row["external_id"].startswith("chatcmpl-")
    assert (answer.usage.input_tokens > 50, answer.usage.output_tokens > 10) == (True, True)
    assert job.next_attempt().ask() == answer
    assert len(job.asked) == 1


@pytest.mark.parametrize(
    "kind",
    ["thinks", "reasons_apart", "answers_in_thoughts", "fenced", "parts", "no_usage", "several", "streamed"],
)
def test_a_quirk_changes_nothing(job: Asker, quirk: Callable[..., None], kind: str) -> None:
    quirk(kind)
    answer = job.ask()
    assert Decimal(answer.value.total) == Decimal("11.50")
    assert len(job.asked) == 1
    assert (answer.usage.output_tokens == 0) == (kind == "no_usage")
    assert answer.usage.cost_usd is None


@pytest.mark.parametrize(
    ("faults", "calls", "code", "error"),
    [
        (["max_output_tokens"] * 2, 2, "answer_too_long", PermanentError),
        (["cut_silently"] * 2, 2, "answer_too_long", PermanentError),
        (["malformed_json"] * 2, 2, "answer_invalid", PermanentError),
        (["ignores_schema"] * 2, 2, "answer_invalid", PermanentError),
        (["refusal"], 1, "model_refused", PermanentError),
        (["content_filter"], 1, "content_filtered", PermanentError),
        (["failed"] * 3, 3, "provider_unavailable", TemporaryError),
        (["error_body"] * 3, 3, "provider_unavailable", TemporaryError),
        (["no_choices"] * 2, 2, "provider_unreadable", TemporaryError),
        (["page"] * 2, 2, "provider_unreadable", TemporaryError),
        (["half_closed"] * 2, 2, "provider_unreachable", TemporaryError),
        (["model_not_found"], 1, "provider_model", ConfigurationError),
    ],
)
def test_what_is_no_answer_says_why(
    job: Asker, quirk: Callable[..., None], faults: list[str], calls: int, code: str, error: type[StepError]
) -> None:
    quirk(*faults)
    with pytest.raises(StepError) as caught:
        job.ask()
    assert (caught.value.code, type(caught.value)) == (code, error)
    assert len(job.asked) == calls
    assert "calm day" not in job.log + str(caught.value)


# What servers answer a request that they do not take, in their own shapes: the status, the body, and what it means.
REFUSALS: list[tuple[int, Any, str]] = [
    # Ollama, a model that was not pulled
    (404, {"error": {"message": 'model "x" not found', "type": "not_found_error", "param": None, "code": None}},
     "provider_model"),
    # vLLM until 0.10, a context that is too small
    (400, {"object": "error", "message": "This model's maximum context length is 4096 tokens. However, you requested…",
           "type": "BadRequestError", "param": None, "code": 400}, "input_too_large"),
    # llama.cpp, the same
    (400, {"error": {"code": 400, "message": "request (9024 tokens) exceeds the available context size (4096 tokens)",
                     "type": "exceed_context_size_error", "n_prompt_tokens": 9024, "n_ctx": 4096}}, "input_too_large"),
    # LM Studio
    (400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}, "provider_rejected"),
    # LiteLLM
    (400, {"error": {"message": {"error": "/chat/completions: Invalid model name passed in model=x."},
                     "type": "None", "param": "None", "code": "400"}}, "provider_rejected"),
    (401, {"error": {"message": "Authentication Error, No api key passed in.", "type": "auth_error", "code": "401"}},
     "provider_key"),
    # FastAPI and others, a path that they do not have
    (404, {"detail": "Not Found"}, "provider_model"),
    (405, {"detail": "Method Not Allowed"}, "provider_rejected"),
    (422, {"detail": [{"loc": ["body", "response_format"], "msg": "extra", "type": "extra_forbidden"}]},
     "provider_rejected"),
    (400, [1, 2], "provider_rejected"),
    (400, None, "provider_rejected"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "code"), REFUSALS)
def test_errors_in_the_shapes_of_other_servers(
    job: Asker, quirk: Callable[..., None], status: int, body: Any, code: str
) -> None:
    quirk({"kind": "http", "status": status, "body": body})
    with pytest.raises(PermanentError) as caught:
        job.ask()
    assert caught.value.code == code
    assert f"({status}" in caught.value.message
    assert len(job.asked) == 1


def test_without_a_key_none_is_sent_and_a_server_that_wants_one_says_so(job: Asker) -> None:
    job.key = ""
    with pytest.raises(ConfigurationError, match=r"set OPENAI_API_KEY \(401\)"):
        job.ask()


def test_neither_key_nor_document_is_told(job: Asker, quirk: Callable[..., None]) -> None:
    job.key = "emulator-canary-4711"
    quirk({"kind": "http", "status": 400, "body": {"error": f"emulator-canary-4711 {BILL}"}})
    with pytest.raises(PermanentError) as caught:
        job.ask(f"Secret agenda\n{BILL}")
    told = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r} {job.log} {job.rows()}"
    for canary in ("canary", "Secret agenda", "Two coffees"):
        assert canary not in told
