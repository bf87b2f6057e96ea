"""What a job says whose processing is not built yet: an honest failure, at once and without retries."""

from __future__ import annotations

from steps.core.errors import PermanentError


def not_available(pipeline: str) -> PermanentError:
    return PermanentError(
        "not_available",
        f"{pipeline} does not process yet; this version only accepts and checks its event",
    )
