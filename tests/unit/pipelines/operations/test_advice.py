"""Every code that a step may end with has an advice, or falls under one that fits its kind."""

from __future__ import annotations

import pytest

from pipelines.operations.advice import advice
from steps.core.outcome import read_error


@pytest.mark.parametrize(
    ("error", "exit_code", "advised", "kind", "helps"),
    [
        ({"code": "empty_document", "retryable": False}, 65, "document that it can read", "permanent", False),
        (
            {"code": "provider_billing", "retryable": False},
            78,
            "Pay the provider's bill",
            "needs an operator",
            True,
        ),
        ({"code": "provider_timeout", "retryable": True}, 75, "when the provider answers", "temporary", True),
        (
            {"code": "cancelled", "retryable": False},
            None,
            "Rerun it if it was a mistake",
            "stopped on request",
            True,
        ),
        ({"code": "merged", "retryable": False}, None, "look there for the result", "another job took", True),
        ({"code": "expired", "retryable": False}, None, "longer than give_up_after", "its turn came", True),
        ({"code": "new_code", "retryable": True}, 75, "Trying again may help", "temporary", True),
        ({"code": "new_code", "retryable": False}, 65, "Correct what the message names", "permanent", False),
        ({"code": "new_code", "retryable": False}, 78, "Correct the setting", "needs an operator", True),
        ({}, None, "Correct what the message names", "permanent", False),
    ],
)
def test_what_to_do(
    error: dict[str, object], exit_code: int | None, advised: str, kind: str, helps: bool
) -> None:
    stored = read_error(error)
    assert stored is not None
    told = advice(stored, exit_code)
    assert advised in told.text
    assert told.nature.startswith(kind)
    assert told.helps is helps
