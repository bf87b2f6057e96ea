"""Regular expressions over foreign text: white space in them has an end, so no run of spaces takes its square."""

from __future__ import annotations

import re

_LONGEST = 50  # characters of white space that a pattern passes over at once; a page's layout has fewer
_RUN = re.compile(r"(\\s|\[\\s-\]|\[\^\\S\\n\])([*+])(?!\+)")


def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    r"""The compiled source, `\s*` and `\s+` in it bounded to 50 characters.

    A search that begins with white space, or has it in two places side by side, tries each place of a run with each
    other one. Possessive runs stay: they are tried once.
    """
    return re.compile(_RUN.sub(_bounded, source), flags)


def _bounded(run: re.Match[str]) -> str:
    return f"{run[1]}{{{int(run[2] == '+')},{_LONGEST}}}"
