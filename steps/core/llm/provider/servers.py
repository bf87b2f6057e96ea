"""Which server is asked, with which key, and in which dialect of OpenAI's API."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from steps.core.errors import ConfigurationError
from steps.core.settings import Settings

OPENAI = "api.openai.com"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Dialect(StrEnum):
    """How a schema is sent and an answer read."""

    RESPONSES = "responses"  # POST /responses, the schema as text.format
    CHAT = "chat"  # POST /chat/completions, the schema as response_format


@dataclass(frozen=True)
class Server:
    """`key` is empty where none is needed; `url` is None for OpenAI's own. `name`: the address as it may be shown and
    kept. `told`: the dialect that the setting names."""

    key: str
    url: str | None
    name: str
    official: bool
    local: bool
    told: Dialect | None

    @property
    def fixed(self) -> Dialect | None:
        """The dialect that needs no finding out: OpenAI's own, or the one that the setting names."""
        return self.told or (Dialect.RESPONSES if self.official else None)


def server_of(settings: Settings) -> Server:
    """Errors: ConfigurationError `no_provider`, `provider_key`, `provider_url`; they name the variable alone."""
    secret, url = settings.openai_api_key, settings.openai_base_url
    key = secret.get_secret_value().strip() if secret else ""
    if not key and not url:
        raise ConfigurationError(
            "no_provider", "set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own"
        )
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError("provider_key", "OPENAI_API_KEY holds characters that no key has")
    name, host = _address(url) if url else (f"https://{OPENAI}/v1", OPENAI)
    told = None if settings.llm_dialect == "auto" else Dialect(settings.llm_dialect)
    official = host == OPENAI or host.endswith(f".{OPENAI}")  # eu.api.openai.com
    return Server(key, url or None, name, official, host in LOOPBACK, told)


def _address(url: str) -> tuple[str, str]:
    """Without a user, a password or a query, which are nobody's business; and the host alone."""
    wrong = ConfigurationError(
        "provider_url", "OPENAI_BASE_URL must start with http:// or https:// and name a host"
    )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not host:
        raise wrong
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}"[:500], host
