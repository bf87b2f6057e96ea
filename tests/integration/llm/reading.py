"""A small wire model and the rules that fill it, so that the LLM's tests need no job."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from steps.core.models import Closed


class Passage(Closed):
    quote: str
    words: Annotated[int, Field(ge=0)]


class Reading(Closed):
    kind: Literal["text", "bill"]
    title: str | None
    total: Annotated[str, Field(pattern=r"^-?\d+(\.\d{1,4})?$")]
    passages: list[Passage]


def answer(document: str) -> Reading:
    """The first line, the sum of all numbers, and every line that has words."""
    lines = [line.strip() for line in document.splitlines() if line.strip()]
    numbers = [Decimal(number) for number in re.findall(r"\d+\.\d\d", document)]
    return Reading(
        kind="bill" if numbers else "text",
        title=lines[0] if lines else None,
        total=str(sum(numbers, Decimal(0))),
        passages=[Passage(quote=line, words=len(line.split())) for line in lines[1:]],
    )
