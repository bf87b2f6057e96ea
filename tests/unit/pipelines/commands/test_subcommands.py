"""Every command: what all of them promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from pipelines.__main__ import app
from pipelines.commands.subcommands import SUBCOMMANDS, with_nearest

# What prints no row, or JSON alone, or is a process that stays.
NO_JSON = {
    "control", "dev", "docs", "emulators", "gdpr propose", "new-pipeline", "operations receipt", "render", "serve",
    "url", "work",
}  # fmt: skip
# What lists or makes something that has an id or a name.
HAS_IDS = {
    "audit", "cancel", "delete", "demo", "erase", "limits", "limits show", "list", "operations", "operations list",
    "pipelines", "rerun", "run", "schedule list", "schedule run", "send", "show", "token create", "token list",
}  # fmt: skip


def commands() -> Iterator[tuple[str, Any]]:
    """Each that does something, by its words."""
    top: Any = get_command(app)
    for name in SUBCOMMANDS:
        yield from below(name, top.get_command(None, name))


def below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", {})
    if not inner or command.invoke_without_command:
        yield name, command
    for word, each in inner.items():
        yield from below(f"{name} {word}", each)


ALL = dict(commands())


def options_of(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


def test_every_command_that_tells_rows_has_json() -> None:
    assert {name for name, command in ALL.items() if "--json" not in options_of(command)} == NO_JSON


def test_every_command_that_lists_or_makes_something_tells_ids_alone() -> None:
    assert {name for name, command in ALL.items() if {"-q", "--quiet"} <= options_of(command)} == HAS_IDS


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Value error, 'faild' is not one of 'queued', 'failed'.",
            "'faild' is not one of 'queued', 'failed'; did you mean failed?",
        ),
        ("'zzz' is not one of 'warm', 'pods'.", "'zzz' is not one of 'warm', 'pods'"),
        ("must be a whole number", "must be a whole number"),
    ],
)
def test_a_choice_that_there_is_not_is_told_the_nearest(said: str, told: str) -> None:
    assert with_nearest(said) == told
