"""Where commands print: a terminal gets tables in its width; a pipe or a file gets whole lines without layout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from pipelines.commands.terminal.printable import printable, printable_json

WIDE = 110  # columns of what has a width where nothing else says one; lines of text are as long as they are


class Screen(Console):
    """One of the two outputs. No text of a row is taken for markup or obeyed by the terminal."""

    def __init__(self, *, stderr: bool = False) -> None:
        file = sys.stderr if stderr else sys.stdout
        there = file is not None and not file.closed and file.isatty()
        super().__init__(
            stderr=stderr,
            force_terminal=there,  # colours may be forced by the environment, a layout in a pipe never is
            width=None if there else WIDE,
            soft_wrap=not there,
            markup=False,
            emoji=False,
            highlight=False,
        )

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def say(shown: RenderableType) -> None:
    """On stdout: what was asked for."""
    Screen().print(shown)


def note(sentence: str, style: str = "") -> None:
    """On stderr: what a person should know beside it."""
    Screen(stderr=True).print(Text(sentence, style=style))


def say_json(value: Any) -> None:
    """One line of JSON on stdout; a text is JSON already."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    say_whole(printable_json(text, encoding))


def say_ids(ids: Iterable[str]) -> None:
    """One a line."""
    for each in ids:
        say_whole(printable(each))


def say_whole(line: str) -> None:
    """A line that no terminal's width breaks."""
    typer.echo(line)  # which also takes an output that is closed


def answer(
    as_json: bool,
    quiet: bool,
    told: Any,
    ids: Sequence[str],
    shown: Callable[[], RenderableType | None],
    notes: Sequence[str] = (),
) -> None:
    """What a command found or made, in the form that was asked for: JSON, ids alone, or for people, who also get the
    notes."""
    if as_json:
        say_json(told)
    elif quiet:
        say_ids(ids)
    else:
        if (text := shown()) is not None:
            say(text)
        for sentence in notes:
            note(sentence)
