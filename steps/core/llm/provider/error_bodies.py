"""What an error's body says of its kind, in the shapes that servers have for it; its text is read, never repeated.

{"error": {"message": …, "type": …, "code": …}}    OpenAI, llama.cpp (whose code is a number), Ollama, LiteLLM
{"error": "…"}                                      LM Studio, and proxies
{"object": "error", "message": …, "code": 404}      vLLM until version 0.10
{"detail": "Not Found"}                             servers built on FastAPI, for a path that they do not have
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

# llama.cpp: exceed_context_size_error; vLLM, LiteLLM and others say it in words alone.
_TOO_LONG = re.compile(
    r"exceed_context_size|context_length_exceeded|ContextWindowExceeded|maximum context length|max_model_len"
    r"|exceeds? the (?:available |model's )?context|context (?:window|size|length) (?:of|is|exceeded)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """`code` and `kind`: the fields `code` and `type`, as texts. `too_long`: more than fits in the model's context."""

    code: str | None
    kind: str | None
    too_long: bool


def told_by(body: Any) -> Said:
    """Of an error's body, or of its `error`, as the SDK hands it over: parsed JSON, a text, or nothing."""
    if isinstance(body, dict) and "error" in body:
        body = body["error"]
    fields = body if isinstance(body, dict) else {"message": body}
    code, kind = _text(fields.get("code")), _text(fields.get("type"))
    words = " ".join(filter(None, (code, kind, _text(fields.get("message")))))
    return Said(code, kind, _TOO_LONG.search(words[:4000]) is not None)


def _text(value: Any) -> str | None:
    if isinstance(value, dict):  # LiteLLM: {"message": {"error": "…"}}
        value = value.get("error") or value.get("message")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
