"""Every setting, read once from the environment and never changed after."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, ValidationError, field_validator

from steps.core.errors import ConfigurationError
from steps.core.needs import Needs, need_of, withheld
from steps.core.text.address import Address
from steps.core.validation import faults

MIN_SECRET = 16  # characters; fewer can be tried out


def sendable(secret: SecretStr | None) -> SecretStr | None:
    """A secret that stands in a header of our requests. Errors: ValueError, which does not show it."""
    text = secret.get_secret_value() if secret else ""
    if not (text.isascii() and text.isprintable() and " " not in text):
        raise ValueError("must be plain characters without a space or line break")
    return secret


def strong(secret: SecretStr | None) -> SecretStr | None:
    """A secret that proves who calls. Errors: ValueError, which does not show it."""
    if secret and len(secret.get_secret_value().strip()) < MIN_SECRET:
        raise ValueError(f"must have at least {MIN_SECRET} characters")
    return secret


class EnvironmentSettings(BaseModel):
    """A field's alias is its environment variable. Secrets are SecretStr, so printing settings never shows them.

    Not pydantic-settings: importing it costs each step's process 16 ms or more, for what `load` does in three lines.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", validate_by_name=True, validate_by_alias=True)

    @classmethod
    def load(cls) -> Self:
        """From this process' environment; an empty variable counts as unset.

        Errors: ConfigurationError `settings` naming each wrong variable, never its value.
        """
        return cls._read({name: value for name, value in os.environ.items() if value})

    @classmethod
    def _read(cls, told: dict[str, str]) -> Self:
        try:
            return cls.model_validate(told)
        except ValidationError as error:
            raise ConfigurationError("settings", "; ".join(faults(error))) from None


class Settings(EnvironmentSettings):
    """What steps and control plane both need to know.

    A wrong value of a variable that belongs to a need harms only those who have the need: it counts as unset until
    `for_needs` or `require` refuses it.
    """

    _wrong: dict[str, str] = PrivateAttr(default_factory=dict)  # by variable, what is wrong with its value

    home: Path = Field(
        default=Path(".jobs"),
        alias="JOBS_HOME",
        description="Folder for database, documents and logs of an installation without a cluster",
    )
    database_url: Address | None = Field(
        default=None,
        alias="DATABASE_URL",
        description="A PostgreSQL >= 15; without it `bgjobs dev` runs an embedded one in JOBS_HOME",
    )
    database_direct_url: Address | None = Field(
        default=None,
        alias="DATABASE_DIRECT_URL",
        description="The same database past a pooler of transactions that DATABASE_URL leads through: for dispatcher, "
        "reconciler and live pages, which need a session",
    )
    storage: str | None = Field(
        default=None,
        alias="JOBS_STORAGE",
        description="file:///folder or s3://bucket/prefix; default: in JOBS_HOME",
    )
    storage_endpoint: str | None = Field(
        default=None, alias="JOBS_STORAGE_ENDPOINT", description="Endpoint of an S3-compatible store"
    )

    step_packages: str = Field(
        default="steps",
        alias="JOBS_STEP_PACKAGES",
        description="Python packages that hold steps, joined by commas",
    )

    openai_api_key: SecretStr | None = Field(
        default=None, alias="OPENAI_API_KEY", description="Key of the language model; without it rules answer"
    )
    openai_base_url: str | None = Field(
        default=None,
        alias="OPENAI_BASE_URL",
        description="A model server of your own: vLLM, llama.cpp, Ollama, LM Studio, LiteLLM, or any other that "
        "obeys a JSON schema; it may go without a key",
    )
    openai_model: str = Field(
        default="gpt-5.4-mini",
        alias="JOBS_OPENAI_MODEL",
        description="Any model with strict structured outputs",
    )
    llm_dialect: Literal["auto", "responses", "chat"] = Field(
        default="auto",
        alias="JOBS_LLM_DIALECT",
        description="How OPENAI_BASE_URL is asked: by the Responses API, by Chat Completions, or as a small probe "
        "finds out",
    )
    llm_call_seconds: float | None = Field(
        default=None,
        gt=0,
        le=86_400,
        alias="JOBS_LLM_CALL_SECONDS",
        description="The most seconds that one call of the language model may take; default: 45, or what the longest "
        "answer takes at 30 tokens per second, or at the fewer that a probe measured",
    )
    assemblyai_api_key: SecretStr | None = Field(
        default=None,
        alias="ASSEMBLYAI_API_KEY",
        description="Key of speech recognition; without it rules answer",
    )
    assemblyai_base_url: str | None = Field(
        default=None, alias="ASSEMBLYAI_BASE_URL", description="Another server that speaks AssemblyAI's API"
    )

    assemblyai_webhook_url: str | None = Field(
        default=None,
        alias="JOBS_ASSEMBLYAI_WEBHOOK_URL",
        description="Our /hooks/assemblyai as the provider reaches it; shortens the wait",
    )
    assemblyai_webhook_secret: SecretStr | None = Field(
        default=None, alias="JOBS_ASSEMBLYAI_WEBHOOK_SECRET", description="Proves that the provider calls"
    )

    gdpr_database_url: Address | None = Field(
        default=None, alias="JOBS_GDPR_DATABASE_URL", description="The database gdpr-exporter exports from"
    )
    gdpr_data_map: Path | None = Field(
        default=None, alias="JOBS_GDPR_DATA_MAP", description="The reviewed data map (YAML) of that database"
    )

    pod: str | None = Field(
        default=None, alias="JOBS_POD", description="On a cluster: the pod's name, set by the templates"
    )
    log_level: str = Field(
        default="INFO",
        alias="JOBS_LOG_LEVEL",
        description="DEBUG, INFO, WARNING or ERROR, of the steps' logs",
    )
    log_bytes: int = Field(
        default=65536, alias="JOBS_LOG_BYTES", description="Bytes of log kept in Postgres per attempt"
    )
    log_stderr: bool = Field(
        default=True, alias="JOBS_LOG_STDERR", description="Also write log lines to stderr"
    )

    _sendable = field_validator("openai_api_key", "assemblyai_api_key")(sendable)
    _strong = field_validator("assemblyai_webhook_secret")(strong)

    @classmethod
    def _read(cls, told: dict[str, str]) -> Self:
        try:
            return cls.model_validate(told)
        except ValidationError as error:
            sentences = faults(error)
        wrong = {variable: said for variable, _, said in (one.partition(": ") for one in sentences)}
        if not all(need_of(variable) for variable in wrong):
            raise ConfigurationError("settings", "; ".join(sentences))
        settings = cls.model_validate({name: value for name, value in told.items() if name not in wrong})
        # Without a colon: what follows "…_KEY:" would be taken for a key, and redacted, where it is recorded.
        settings._wrong.update({variable: f"{variable} {said}" for variable, said in wrong.items()})
        return settings

    def wrong(self, variable: str) -> str | None:
        """What is wrong with this variable's value, in a sentence that names it; None where nothing is."""
        return self._wrong.get(variable)

    @property
    def wrong_values(self) -> list[str]:
        """What is wrong with variables of needs, in one sentence each."""
        return list(self._wrong.values())

    def require(self, *variables: str) -> None:
        """Errors: ConfigurationError `settings` naming each of these whose value is wrong."""
        if found := [sentence for name, sentence in self._wrong.items() if name in variables]:
            raise ConfigurationError("settings", "; ".join(found))

    def for_needs(self, needs: Needs) -> Self:
        """What a step with these needs is told: settings of other needs are as if they were not set.

        Errors: ConfigurationError `settings` naming each wrong variable of these needs.
        """
        self.require(*(name for name in self._wrong if not withheld(name, needs)))
        return self.model_copy(update=_unset(needs))

    @property
    def session_url(self) -> str | None:
        """The address for whoever needs a session: the direct one, if there is one."""
        address = self.database_direct_url or self.database_url
        return None if address is None else address.get_secret_value()

    @property
    def storage_url(self) -> str:
        """Where documents lie; always a URL."""
        return self.storage or (self.home.resolve() / "storage").as_uri()


@cache
def _unset(needs: Needs) -> dict[str, Any]:
    """The default of every setting of another need, by the field's name."""
    return {
        name: field.default
        for name, field in Settings.model_fields.items()
        if field.alias and withheld(field.alias, needs)
    }


def load_settings() -> Settings:
    """The settings of this process. Errors: as `EnvironmentSettings.load`."""
    return Settings.load()
