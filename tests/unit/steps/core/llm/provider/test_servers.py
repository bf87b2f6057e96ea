"""Whom a setting names: OpenAI or another, with or without a key, and what of its address is shown."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from steps.core.errors import ConfigurationError
from steps.core.llm.provider.servers import Dialect, server_of
from steps.core.settings import Settings


def settings(url: str | None = None, key: str = "sk-1", dialect: Any = "auto") -> Settings:
    return Settings(openai_base_url=url, openai_api_key=SecretStr(key) if key else None, llm_dialect=dialect)


@pytest.mark.parametrize(
    ("url", "official"),
    [
        (None, True),
        ("https://api.openai.com/v1", True),
        ("https://eu.api.openai.com/v1/", True),
        ("https://api.openai.com.example.net/v1", False),
        ("https://example.net/api.openai.com/v1", False),
        ("http://127.0.0.1:8080/v1", False),
    ],
)
def test_openai_itself_is_asked_by_responses_without_finding_out(url: str | None, official: bool) -> None:
    server = server_of(settings(url))
    assert server.official == official
    assert server.fixed == (Dialect.RESPONSES if official else None)
    assert server_of(settings(url, dialect="chat")).fixed == Dialect.CHAT


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://user:s3cret@models:8000/v1/?token=s3cret#x", "http://models:8000/v1"),
        ("https://[::1]:8000/v1", "https://[::1]:8000/v1"),
        ("HTTPS://Models.example", "https://models.example"),
    ],
)
def test_what_is_kept_of_an_address_is_nobodys_secret(url: str, name: str) -> None:
    assert server_of(settings(url)).name == name


def test_a_server_of_ones_own_needs_no_key() -> None:
    assert server_of(settings("http://127.0.0.1:1/v1", key="")).key == ""


@pytest.mark.parametrize(
    "url", ["models:8000/v1", "ftp://models/v1", "http://", "http://[::1", "http://x:port/v1"]
)
def test_an_address_that_cannot_work_is_named(url: str) -> None:
    with pytest.raises(ConfigurationError, match="OPENAI_BASE_URL"):
        server_of(settings(url))
