"""Settings come from the environment once, name what is wrong, and never show a secret."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from steps.core.errors import ConfigurationError
from steps.core.needs import Need
from steps.core.settings import Settings, load_settings

SECRETS = {
    "DATABASE_URL": "postgresql://jobs:canary@db/jobs",
    "OPENAI_API_KEY": "sk-canary",
    "ASSEMBLYAI_API_KEY": "canary",
    "JOBS_GDPR_DATABASE_URL": "postgresql://shop:canary@db/shop",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def test_nothing_needs_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.database_url is None
    assert settings.storage_url == (tmp_path / ".jobs" / "storage").as_uri()


def test_every_setting_is_read_from_its_own_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    aliases = [field.alias for field in Settings.model_fields.values()]
    assert len(set(aliases)) == len(aliases)
    for name in SECRETS:
        monkeypatch.setenv(name, SECRETS[name])
    monkeypatch.setenv("JOBS_HOME", "/var/lib/jobs")
    monkeypatch.setenv("JOBS_LOG_BYTES", "1024")
    monkeypatch.setenv("JOBS_LOG_STDERR", "false")
    settings = load_settings()
    assert settings.home == Path("/var/lib/jobs")
    assert (settings.log_bytes, settings.log_stderr) == (1024, False)
    assert settings.storage_url == "file:///var/lib/jobs/storage"
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-canary"


def test_named_storage_goes_before_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_STORAGE", "s3://bucket/prefix")
    assert load_settings().storage_url == "s3://bucket/prefix"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.database_url}"):
        assert "canary" not in shown


def test_wrong_value_names_its_variable_but_not_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_LOG_BYTES", "canary")
    monkeypatch.setenv("JOBS_LOG_STDERR", "canary")
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    assert (
        refused.value.message
        == "JOBS_LOG_BYTES: must be a whole number; JOBS_LOG_STDERR: must be true or false"
    )


@pytest.mark.parametrize(
    ("name", "value", "need"),
    [
        ("JOBS_GDPR_DATABASE_URL", "mysql://shop:canary@db/shop", Need.GDPR),
        ("OPENAI_API_KEY", "canary canary", Need.LLM),
        ("ASSEMBLYAI_API_KEY", "canary canary", Need.SPEECH),
        ("JOBS_ASSEMBLYAI_WEBHOOK_SECRET", "canary", Need.SPEECH),
    ],
)
def test_a_wrong_value_harms_only_those_who_need_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, need: Need
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("JOBS_OPENAI_MODEL", "model")
    settings = load_settings()
    others = settings.for_needs(frozenset(Need) - {need})
    assert others.openai_model == ("model" if need != Need.LLM else Settings().openai_model)
    for needs in ({need}, set(Need)):
        with pytest.raises(ConfigurationError) as refused:
            settings.for_needs(frozenset(needs))
        assert refused.value.message.startswith(f"{name} ")
        assert "canary" not in refused.value.message
    assert len(settings.wrong_values) == 1


def test_a_wrong_value_of_everybodys_variable_is_told_with_those_of_single_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JOBS_LOG_BYTES", "many")
    monkeypatch.setenv("JOBS_GDPR_DATABASE_URL", "db")
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    for name in ("JOBS_LOG_BYTES: ", "JOBS_GDPR_DATABASE_URL: "):
        assert name in refused.value.message


def test_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.setenv(str(field.alias), "")
    assert load_settings() == Settings()


def test_settings_do_not_change_once_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    monkeypatch.setitem(os.environ, "JOBS_LOG_LEVEL", "DEBUG")
    assert settings.log_level == "INFO"
    with pytest.raises(ValidationError):
        settings.log_level = "DEBUG"  # type: ignore[misc]  # frozen, as it should be


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_API_KEY", " "),
        ("OPENAI_API_KEY", "canary\n"),
        ("ASSEMBLYAI_API_KEY", "canary canary"),
        ("ASSEMBLYAI_API_KEY", "can\u00e4ry"),
        ("JOBS_ASSEMBLYAI_WEBHOOK_SECRET", "canary"),
        ("JOBS_ASSEMBLYAI_WEBHOOK_SECRET", " " * 20),
    ],
)
def test_a_secret_that_proves_nothing_or_cannot_be_sent_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    settings = load_settings()
    with pytest.raises(ConfigurationError) as refused:
        settings.for_needs(frozenset(Need))
    assert refused.value.message.startswith(f"{name} must ")
    assert "canary" not in refused.value.message
