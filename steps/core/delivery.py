"""The last thing every process step does: store its report, and put the envelope around its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from steps.core.context import Context
from steps.core.llm.answers import Answer
from steps.core.models import Check, DocumentRef, Engine, Envelope, Source, Usage

E = TypeVar("E", bound=Envelope[Any])


@dataclass(frozen=True)
class Reader:
    """Who answered, and what to expect of it."""

    engine: Engine
    detail: str
    note: str | None = None


def reader_of(answer: Answer[Any], rules_note: str) -> Reader:
    """Who gave this answer; `rules_note` says how good these rules are, and is set only where they answered."""
    note = (
        f"{answer.quality_note or ''} {rules_note}".strip()
        if answer.engine == "rules"
        else answer.quality_note
    )
    return Reader(answer.engine, answer.engine_detail, note)


def failed(checks: Sequence[Check]) -> list[str]:
    """What the checks that did not pass say, as an envelope's warnings."""
    return [check.detail for check in checks if not check.passed]


def store_text(context: Context, name: str, text: str, media_type: str = "text/markdown") -> DocumentRef:
    """Store a text of this job under its own name; doing it again is harmless."""
    return context.storage.put(
        f"jobs/{context.job_id}/{name}", text.encode(), media_type=media_type, name=name
    )


def enveloped(
    output: type[E],
    result: BaseModel,
    context: Context,
    reader: Reader,
    *,
    artifacts: Mapping[str, DocumentRef],
    source: Source | None,
    checks: Sequence[Check],
    warnings: Sequence[str],
    usage: Usage = Usage(),  # noqa: B008  frozen
    language: str | None = None,
) -> E:
    """The result as its caller gets it; `output` is the step's Output."""
    return output(
        job_id=context.job_id,
        pipeline=context.pipeline,
        created_at=context.queued_at,
        engine=reader.engine,
        engine_detail=reader.detail,
        quality_note=reader.note,
        language=language,
        source=source,
        usage=usage,
        checks=list(checks),
        warnings=list(warnings),
        artifacts=dict(artifacts),
        result=result,
    )
