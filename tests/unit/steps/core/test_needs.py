"""Every secret belongs to one need, and a step is told nothing of the needs that it does not declare."""

from __future__ import annotations

import os

import pytest
from pydantic import SecretStr

from steps.core.needs import SECRETS, Need, environment_for, need_of, withheld
from steps.core.settings import Settings

GIVEN = {
    "DATABASE_URL": "postgresql://db/jobs",
    "OPENAI_API_KEY": "sk-1",
    "OPENAI_BASE_URL": "http://model",
    "ASSEMBLYAI_API_KEY": "a-1",
    "JOBS_ASSEMBLYAI_WEBHOOK_SECRET": "w-1",
    "JOBS_GDPR_DATABASE_URL": "postgresql://db/shop",
    "AWS_SECRET_ACCESS_KEY": "s-1",
    "JOBS_STORAGE": "s3://bucket",
    "JOBS_LOG_LEVEL": "INFO",
}


def test_every_secret_of_the_settings_belongs_to_one_need_or_is_the_database() -> None:
    secret = {
        str(field.alias) for field in Settings.model_fields.values() if "SecretStr" in str(field.annotation)
    }
    declared = [variable for variables in SECRETS.values() for variable in variables]
    assert len(declared) == len(set(declared))
    assert secret - set(declared) == {"DATABASE_URL", "DATABASE_DIRECT_URL"}
    assert all(need_of(variable) is need for need, variables in SECRETS.items() for variable in variables)


@pytest.mark.parametrize(
    ("needs", "gone"),
    [
        (
            frozenset[Need](),
            set(GIVEN) - {"DATABASE_URL", "JOBS_LOG_LEVEL"},
        ),
        (
            frozenset({Need.LLM}),
            {
                "ASSEMBLYAI_API_KEY",
                "JOBS_ASSEMBLYAI_WEBHOOK_SECRET",
                "JOBS_GDPR_DATABASE_URL",
                "AWS_SECRET_ACCESS_KEY",
                "JOBS_STORAGE",
            },
        ),
        (frozenset(Need), set()),
    ],
)  # fmt: skip
def test_the_process_sees_no_variable_of_another_need(
    needs: frozenset[Need], gone: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with environment_for(needs):
        assert GIVEN.keys() - os.environ.keys() == gone
    assert dict(os.environ) == before
    assert {name for name in GIVEN if withheld(name, needs)} == gone


def test_settings_of_another_need_are_as_if_not_set() -> None:
    settings = Settings(
        database_url=SecretStr("postgresql://db/jobs"), openai_api_key=SecretStr("sk-1"), openai_model="other",
        assemblyai_api_key=SecretStr("a-1"), gdpr_database_url=SecretStr("postgresql://db/shop"), storage="s3://bucket",
        log_level="DEBUG",
    )  # fmt: skip
    assert settings.for_needs(frozenset(Need)) == settings
    told = settings.for_needs(frozenset({Need.LLM}))
    assert told == Settings(
        database_url=settings.database_url, openai_api_key=settings.openai_api_key, openai_model="other",
        log_level="DEBUG",
    )  # fmt: skip
