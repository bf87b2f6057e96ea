"""Counts the events that its job brings along."""

from __future__ import annotations

from typing import Any

from steps.core.context import Context
from steps.core.models import Model


class Input(Model):
    events: list[dict[str, Any]]


class Output(Model):
    sum: int


def run(input: Input, context: Context) -> Output:
    return Output(sum=sum(event["n"] for event in input.events))
