"""The bodies that servers send for a chat completion, made one object: also where they stream without being asked."""

from __future__ import annotations

import json
from typing import Any


class ErrorInstead(Exception):
    """A 200 whose body is an error. `body`: the error as it was sent."""

    def __init__(self, body: Any) -> None:
        super().__init__("an error in place of an answer")
        self.body = body


def completion_of(content: bytes) -> dict[str, Any]:
    """The completion object. Errors: ErrorInstead; ValueError for anything else."""
    text = content.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    lines = text.splitlines()
    if lines and lines[0].startswith((":", "data:", "event:")):
        data = [line.removeprefix("data:").strip() for line in lines if line.startswith("data:")]
        if data:
            return _joined([_object(part) for part in data if part and part != "[DONE]"])
        text = "\n".join(
            line for line in lines if not line.startswith(":")
        )  # comments that keep the line open
    return _object(text)


def _object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deep") from None
    if not isinstance(body, dict):
        raise ValueError("is no object")
    if not body.get("choices") and (body.get("error") or body.get("object") == "error"):
        raise ErrorInstead(body)
    return body


def _joined(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    """The first choice of all chunks as one completion."""
    whole: dict[str, Any] = {}
    message: dict[str, str] = {}
    finish = None
    for chunk in chunks:
        whole |= {key: value for key, value in chunk.items() if key != "choices" and value is not None}
        for choice in _list(chunk.get("choices"))[:1]:
            part = choice.get("delta") or choice.get("message") if isinstance(choice, dict) else None
            for key, value in part.items() if isinstance(part, dict) else ():
                if isinstance(value, str) and key != "role":
                    message[key] = message.get(key, "") + value
            finish = choice.get("finish_reason") or finish if isinstance(choice, dict) else finish
    if not message and finish is None:
        raise ValueError("is a stream without an answer")
    return {**whole, "choices": [{"index": 0, "message": message, "finish_reason": finish}]}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
