"""Leaves a row outside of the schema `jobs` each time it runs, as an effect on somebody else's system would."""

from __future__ import annotations

import time

from steps.core.context import Context
from steps.core.errors import PermanentError
from steps.core.models import Model


class Input(Model):
    seconds: float = 0.0
    fails: bool = False


class Output(Model):
    done: bool


def run(input: Input, context: Context) -> Output:
    context.connection.execute(
        "insert into public.effect (job_id, attempt) values (%s, %s)", [context.job_id, context.attempt]
    )
    time.sleep(input.seconds)
    if input.fails:
        raise PermanentError("meant", "this job was meant to fail")
    return Output(done=True)
