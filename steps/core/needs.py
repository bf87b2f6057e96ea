"""What a step needs beside the jobs database: its module's `NEEDS`, which pod, process and Context follow."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum


class Need(StrEnum):
    """One thing that has credentials or a network address of its own."""

    STORAGE = "storage"  # documents: the bucket, or the volume
    LLM = "llm"
    SPEECH = "speech"
    GDPR = "gdpr"  # the database that gdpr-exporter exports from, and its data map


Needs = frozenset[Need]

# Environment variables by need. Secrets reach a pod one by one, from the Secret's key of the same name.
SECRETS: Mapping[Need, tuple[str, ...]] = {
    Need.STORAGE: ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"),
    Need.LLM: ("OPENAI_API_KEY",),
    Need.SPEECH: ("ASSEMBLYAI_API_KEY", "JOBS_ASSEMBLYAI_WEBHOOK_SECRET"),
    Need.GDPR: ("JOBS_GDPR_DATABASE_URL",),
}
PREFIXES: Mapping[Need, tuple[str, ...]] = {
    Need.STORAGE: ("AWS_", "JOBS_STORAGE"),
    Need.LLM: ("OPENAI_", "JOBS_OPENAI_", "JOBS_LLM_"),
    Need.SPEECH: ("ASSEMBLYAI_", "JOBS_ASSEMBLYAI_"),
    Need.GDPR: ("JOBS_GDPR_",),
}
_OWNED = tuple(prefix.encode() for prefixes in PREFIXES.values() for prefix in prefixes)


def needs_of(step: object) -> Needs:
    """What the step's module declares; one that declares nothing gets nothing."""
    return frozenset(getattr(step, "NEEDS", ()))


def need_of(variable: str) -> Need | None:
    """The need that an environment variable belongs to; None: every step may know it."""
    return next((need for need, prefixes in PREFIXES.items() if variable.startswith(prefixes)), None)


def by_need(environment: Mapping[str, str]) -> tuple[dict[str, str], dict[Need, dict[str, str]]]:
    """What every step may know of an environment, and what is of one need alone."""
    common: dict[str, str] = {}
    owned: dict[Need, dict[str, str]] = {need: {} for need in Need}
    for name, value in environment.items():
        (common if (need := need_of(name)) is None else owned[need])[name] = value
    return common, owned


def withheld(variable: str, needs: Collection[Need]) -> bool:
    """Whether a step with these needs is not told the variable."""
    need = need_of(variable)
    return need is not None and need not in needs


@contextmanager
def environment_for(needs: Collection[Need]) -> Iterator[None]:
    """Until its end, this process and what it starts see no variable of another need. The process runs one step."""
    # Few variables belong to a need; the others are not decoded, since that would take longer than the step's start.
    owned = [name for name in os.environb if name.startswith(_OWNED)]
    hidden = {name: os.environb[name] for name in owned if withheld(os.fsdecode(name), needs)}
    for name in hidden:
        del os.environb[name]
    try:
        yield
    finally:
        os.environb.update(hidden)
