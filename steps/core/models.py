"""The models that all pipelines share: frozen bases, document references and the envelope around each result."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Frozen; unknown fields are ignored, so a step's Input may name only what it needs."""

    model_config = ConfigDict(frozen=True)


class Closed(BaseModel):
    """Frozen; unknown fields are refused. The base of everything that callers send or read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def storable(text: str) -> str:
    """The text as it is. Errors: ValueError saying why PostgreSQL cannot store it."""
    if "\x00" in text:
        raise ValueError("holds a NUL byte, which PostgreSQL text cannot store; remove it")
    if not text.isascii() and _HALF_PAIR.search(text):
        raise ValueError("is no valid Unicode text; remove half surrogate pairs")
    return text


_HALF_PAIR = re.compile("[\ud800-\udfff]")
Text = Annotated[str, AfterValidator(storable)]


class DocumentRef(Closed):
    """A document in storage. `uri` must lie inside the configured storage; sizes are bytes."""

    uri: Text = Field(max_length=2000, description="file://... or s3://... inside the configured storage")
    name: Text | None = Field(default=None, max_length=255, description="The file's own name, for people")
    media_type: Text | None = Field(
        default=None,
        max_length=100,
        description="What the file is; without it the content decides",
        examples=["audio/wav"],
    )
    bytes: int | None = Field(default=None, ge=0, description="Checked before the job works on the file")
    sha256: str | None = Field(
        default=None, pattern="^[0-9a-f]{64}$", description="Checked before the job works on the file"
    )


class Evidence(Closed):
    """A passage that stands verbatim in the source. Offsets are characters and found by code, never by a model."""

    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None = None
    turn: int | None = None


Severity = Literal["info", "warn", "error"]


class Check(Closed):
    """One thing that was checked about a result, and how it came out."""

    code: str
    passed: bool
    severity: Severity = "info"
    detail: str = ""

    @classmethod
    def of(
        cls,
        code: str,
        passed: bool,
        detail: str = "",
        severity: Severity = "error",
        *,
        fault: str | None = None,
    ) -> Check:
        """A check whose failure is as grave as `severity`; a passed one is only information.

        `detail` tells what was looked at; `fault` is said in its place where the check failed.
        """
        return cls(
            code=code,
            passed=passed,
            severity="info" if passed else severity,
            detail=detail if passed or fault is None else fault,
        )


class Usage(Closed):
    """What the providers did for this job. `cost_usd` is null where a price is not known, never 0 for it."""

    requests: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    audio_seconds: float = 0.0
    cost_usd: Decimal | None = None
    price_table: str | None = None


class Source(Closed):
    """What the job read: size in bytes, and characters, pages or seconds where they mean something."""

    sha256: str
    bytes: int
    media_type: str
    chars: int | None = None
    pages: int | None = None
    seconds: float | None = None


Engine = Literal["openai", "assemblyai", "rules", "none"]
R = TypeVar("R", bound=BaseModel)


class Envelope(Closed, Generic[R]):
    """What every job leaves for its caller: who answered, what it cost, what was checked, and the result itself."""

    job_id: str
    pipeline: str
    schema_version: str = "1"
    created_at: datetime
    engine: Engine = Field(
        description="`rules`: a rules engine answered, not a model; `none`: no model is needed"
    )
    engine_detail: str = Field(description="The model's name, or the name and version of the rules")
    quality_note: str | None = Field(
        default=None, description="What to expect of this engine; always set for `rules`"
    )
    language: str | None = Field(default=None, description="BCP 47")
    source: Source | None = None
    usage: Usage = Usage()
    checks: list[Check] = []
    warnings: list[str] = []
    artifacts: dict[str, DocumentRef] = Field(default={}, description="Files this job wrote, by role")
    result: R
