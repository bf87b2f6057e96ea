"""Errors of several servers: their code and kind, and whether the document was too long."""

from __future__ import annotations

from typing import Any

import pytest

from steps.core.llm.provider.error_bodies import Said, told_by


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"message": "No.", "type": "invalid_request_error", "code": "model_not_found"},
         Said("model_not_found", "invalid_request_error", False)),
        ({"error": {"message": "No.", "type": "t", "code": 404}}, Said("404", "t", False)),
        ({"error": "No."}, Said(None, None, False)),
        ({"object": "error", "message": "No.", "type": "NotFoundError", "code": 404},
         Said("404", "NotFoundError", False)),
        ({"message": {"error": "No."}, "type": "None", "code": "400"}, Said("400", "None", False)),
        ({"detail": "Not Found"}, Said(None, None, False)),
        ("<html>", Said(None, None, False)),
        (None, Said(None, None, False)),
        ([1], Said(None, None, False)),
        ({"code": True, "type": ["x"]}, Said(None, None, False)),
        ({"code": "context_length_exceeded"}, Said("context_length_exceeded", None, True)),
        ({"type": "exceed_context_size_error", "code": 400}, Said("400", "exceed_context_size_error", True)),
        ({"message": "This model's maximum context length is 4096 tokens."}, Said(None, None, True)),
        ("the request exceeds the available context size", Said(None, None, True)),
        ({"message": "the context of the word"}, Said(None, None, False)),
    ],
)  # fmt: skip
def test_what_a_body_says(body: Any, said: Said) -> None:
    assert told_by(body) == said
