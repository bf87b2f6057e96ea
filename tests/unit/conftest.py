"""Unit tests say nothing of speed: an example of a property may take as long as a busy machine needs."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("without deadlines", deadline=None)
settings.load_profile("without deadlines")
