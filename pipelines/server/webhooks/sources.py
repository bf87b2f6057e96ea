"""The systems whose webhooks are taken, as the file JOBS_HOOKS describes them; checked when the server starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, cast

import yaml
from pydantic import Field, ValidationError
from starlette.requests import HTTPConnection

from pipelines.server.webhooks.keys import BadSecret, Style, keys_of
from steps.core.errors import ConfigurationError
from steps.core.events import EVENTS
from steps.core.models import Closed
from steps.core.validation import faults

Pointer = Annotated[str, Field(pattern="^/")]


class Source(Closed):
    """`secret` names the environment variable that holds it; two secrets, with a space between, while one replaces
    the other.
    """

    signature: Style
    secret: Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]*$")]
    reviewed: Annotated[str, Field(min_length=1, description="By whom and when")]
    pipeline: str
    id: Pointer | None = Field(default=None, description="What makes two messages the same event")
    tenant: Pointer | None = Field(default=None, description="For whom the event is")
    when: dict[Pointer, Any] = Field(
        default={}, description="Only messages with these values; others are ignored"
    )
    data: dict[str, Any]


class Sources(Closed):
    sources: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9-]{0,39}$")], Source]


@dataclass(frozen=True)
class SignedSource:
    """A source and the keys that its messages may be signed with."""

    source: Source
    keys: tuple[bytes, ...] = field(repr=False)


def read_sources(path: Path | None, environment: Mapping[str, str]) -> dict[str, SignedSource]:
    """By name, with the keys of the secrets as they are now. Errors: ConfigurationError `hooks_invalid` naming each
    fault."""
    if path is None:
        return {}
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        sources = Sources.model_validate(given).sources
    except OSError as error:
        raise invalid(f"the file cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise invalid(f"the file is not YAML{f' (line {mark.line + 1})' if mark else ''}") from None
    except ValidationError as error:
        raise invalid("; ".join(faults(error))) from None
    found, signed = list[str](), dict[str, SignedSource]()
    for name, source in sources.items():
        found += _faults(name, source)
        try:
            signed[name] = SignedSource(source, keys_of(source.signature, environment.get(source.secret, "")))
        except BadSecret as fault:
            found.append(f"sources.{name}.secret: the variable {source.secret} {fault}")
    if found:
        raise invalid("; ".join(found))
    return signed


def names_of_secrets(path: Path | None) -> frozenset[str]:
    """The variables that hold the senders' secrets, also of a file in which something is wrong; of one that cannot be
    read nobody knows them."""
    if path is None:
        return frozenset()
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return frozenset()
    sources = given.get("sources") if isinstance(given, dict) else None
    told = sources.values() if isinstance(sources, dict) else ()
    return frozenset(
        str(source["secret"]) for source in told if isinstance(source, dict) and "secret" in source
    )


def sources_of(connection: HTTPConnection) -> Mapping[str, SignedSource]:
    """Those of the app that answers this request."""
    return cast(Mapping[str, SignedSource], connection.app.state.sources)


def _faults(name: str, source: Source) -> list[str]:
    found = []
    if name == "assemblyai":
        found.append("sources.assemblyai: this name is taken by the provider's own hook")
    if source.pipeline not in EVENTS:
        found.append(f"sources.{name}.pipeline: there is no pipeline of that name")
    elif unknown := source.data.keys() - EVENTS[source.pipeline].model_fields.keys():
        found.append(f"sources.{name}.data: {source.pipeline} takes no {', '.join(sorted(unknown))}")
    return found


def invalid(message: str) -> ConfigurationError:
    return ConfigurationError("hooks_invalid", f"JOBS_HOOKS: {message}")
