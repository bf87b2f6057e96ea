"""Every setting, read once from the environment (or a .env file beside the command) and never changed after."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Secrets are SecretStr, so that printing settings never shows them."""

    model_config = SettingsConfigDict(env_prefix="JOBS_", frozen=True, extra="ignore", populate_by_name=True)

    home: Path = Field(default=Path(".jobs"), description="State of a laptop's installation")
    database_url: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("database_url", "DATABASE_URL"),
        description="A PostgreSQL >= 15; without it `jobs dev` runs an embedded one in JOBS_HOME",
    )
    storage: str | None = Field(default=None, description="file:///folder or s3://bucket/prefix; default: in JOBS_HOME")
    storage_endpoint: str | None = Field(default=None, description="Endpoint of an S3-compatible store")

    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("openai_api_key", "OPENAI_API_KEY"))
    openai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("openai_base_url", "OPENAI_BASE_URL"))
    openai_model: str = Field(default="gpt-5.4-mini", description="Any model with strict structured outputs")
    assemblyai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("assemblyai_api_key", "ASSEMBLYAI_API_KEY"))
    assemblyai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("assemblyai_base_url", "ASSEMBLYAI_BASE_URL"))

    gdpr_database_url: SecretStr | None = Field(default=None, description="The database gdpr-exporter exports from")
    gdpr_data_map: Path | None = Field(default=None, description="The reviewed data map (YAML) of that database")

    log_level: str = "INFO"
    log_bytes: int = Field(default=65536, description="How much of an attempt's log Postgres keeps")
    log_stderr: bool = Field(default=True, description="Also write log lines to stderr (containers)")

    @cached_property
    def storage_url(self) -> str:
        """Where documents lie; always a URL."""
        return self.storage or (self.home.resolve() / "storage").as_uri()
