"""How long a transcription takes by the emulator's own clock, on which an hour may pass in seconds."""

from __future__ import annotations

import time

from pydantic import Field

from steps.core.models import Closed


class Clock(Closed):
    """What each new transcription takes. The default is ready as soon as it has been listened to."""

    processing_seconds: float = Field(default=0.0, ge=0, description="Of emulated time")
    speed: float = Field(default=1.0, gt=0, description="Emulated seconds in a real one")

    @property
    def real_seconds(self) -> float:
        return self.processing_seconds / self.speed

    def ready_at(self, now: float | None = None) -> float:
        """When a transcription that is submitted now may be ready, in seconds since 1970."""
        return (time.time() if now is None else now) + self.real_seconds
