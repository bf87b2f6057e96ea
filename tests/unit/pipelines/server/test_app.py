"""What the server refuses at its start, and what is only of some requests."""

from __future__ import annotations

import pytest

from pipelines.core.settings import ControlSettings
from pipelines.server.app import create_app
from steps.core.errors import ConfigurationError
from steps.core.settings import load_settings


def test_a_short_secret_of_callers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere")
    monkeypatch.setenv("JOBS_ASSEMBLYAI_WEBHOOK_SECRET", "short")
    with pytest.raises(ConfigurationError, match="JOBS_ASSEMBLYAI_WEBHOOK_SECRET must "):
        create_app(load_settings(), ControlSettings())


def test_it_starts_without_what_single_steps_or_requests_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere")
    monkeypatch.setenv("JOBS_STORAGE", "nowhere")
    monkeypatch.setenv("OPENAI_API_KEY", "two words")
    monkeypatch.setenv("JOBS_GDPR_DATABASE_URL", "mysql://db/shop")
    create_app(load_settings(), ControlSettings())
