"""What a container's template asks for: which steps with which arguments, and how much memory they may use."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from pipelines.core.rendered.template import Template, substitute
from steps.core.errors import ConfigurationError

DEFAULT_MEMORY = 1024 * 2**20
_UNITS = {"": 1, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


def step_arguments(template: Template, variables: Mapping[str, str]) -> list[str]:
    """The arguments after `python -m steps`. Errors: ConfigurationError for any other command."""
    assert template.container is not None  # noqa: S101  parse() saw to it
    words = [substitute(word, variables) for word in (*template.container.command, *template.container.args)]
    if words[:3] != ["python", "-m", "steps"] or len(words) < 4:
        raise ConfigurationError(
            "unsupported_template", f"{template.name}: only `python -m steps <step>` runs locally"
        )
    return words[3:]


def steps_in(arguments: list[str]) -> list[str]:
    """The steps that `python -m steps` is asked to run: the words before the first option."""
    return list(itertools.takewhile(lambda word: not word.startswith("-"), arguments))


def seconds_given(template: Template) -> int | None:
    """What its steps are told that they may take; its pod's deadline, which is later, only kills one that hangs."""
    words = template.container.args if template.container else []
    return next((int(value) for option, value in itertools.pairwise(words) if option == "--seconds"), None)


def memory_limit(template: Template) -> int:
    """Bytes that the container may use. Errors: ConfigurationError for a size that we do not know."""
    text = template.container.resources.limits.get("memory") if template.container else None
    if text is None:
        return DEFAULT_MEMORY
    try:
        return bytes_of(text)
    except ValueError as error:
        raise ConfigurationError("unsupported_template", f"{template.name}: memory {error}") from None


def bytes_of(size: str) -> int:
    """A Kubernetes size such as 256Mi. Errors: ValueError for any other than whole bytes, Ki, Mi or Gi."""
    parts = re.fullmatch(r"([0-9]+)(|Ki|Mi|Gi)", size)
    if parts is None:
        raise ValueError(f"{size!r} is not a size such as 256Mi")
    return int(parts[1]) * _UNITS[parts[2]]
