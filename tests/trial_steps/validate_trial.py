"""Accepts everything."""

from __future__ import annotations

from steps.core.context import Context
from steps.core.models import Model


class Input(Model):
    n: int = 0


class Output(Model):
    valid: bool


def run(input: Input, context: Context) -> Output:
    return Output(valid=True)
