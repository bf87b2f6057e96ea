"""What a step gets from a language model: a typed value, and the plain truth about who gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from steps.core.llm.replies import Reply
from steps.core.models import Engine, Usage

T = TypeVar("T", bound=BaseModel)

RULES_NOTE = (
    "Answered by the emulator's rules, not by a language model: fine for trying things out, "
    "not for judgements. Set OPENAI_API_KEY to have a model answer."
)


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A typed answer, who gave it, and what it cost in all. `quality_note` is set where no model answered."""

    value: T
    usage: Usage
    engine: Engine
    engine_detail: str
    quality_note: str | None


def answered(value: T, reply: Reply, usage: Usage) -> Answer[T]:
    """The Answer behind a reply; a model whose name starts with `rules-` is none."""
    rules = reply.model.startswith("rules-")
    return Answer(value, usage, "rules" if rules else "openai", reply.model, RULES_NOTE if rules else None)
