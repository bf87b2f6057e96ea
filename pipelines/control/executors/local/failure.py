"""A failed step as `workflow.failures` tells an exit handler of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Failure:
    """One entry of Argo's `workflow.failures`."""

    display_name: str
    message: str

    def entry(self) -> dict[str, str]:
        return {
            "displayName": self.display_name,
            "templateName": self.display_name,
            "phase": "Failed",
            "message": self.message,
            "podName": "",
            "finishedAt": datetime.now(UTC).isoformat(timespec="seconds"),
        }
