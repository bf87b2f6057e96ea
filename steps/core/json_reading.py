"""JSON that somebody sends, read so that everything after it can store it, load it and write it again.

Nesting is bounded, because what reads and writes it recurses; so is the length of a number. What is refused is named by
its field. Times are bounded too: those that PostgreSQL stores and Python cannot load. Pure.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime
from pydantic_core import from_json

from steps.core.validation import part_of_path

MAX_DEPTH = 200  # of what is read at all; the function jobs.send takes data that is nested 100 deep
MAX_DIGITS = 4300  # of one number; more of them Python refuses to turn into text
HALF_PAIR = "is no valid Unicode text; remove half surrogate pairs"
SHOWN = 6  # parts of a path that are told
FIRST_TIME = datetime(1, 1, 2, tzinfo=UTC)  # the function jobs.loadable has the same limits
END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)

# Matches wherever a string, a bracket or a number begins, and never gives back what it took: linear on any text.
_PART = re.compile(r'"(?:[^"\\]|\\.)*+"?+|[\[\]{},:]|-?[0-9][0-9.eE+-]*+', re.DOTALL)


class JsonFault(ValueError):
    """The text cannot be read. `field`: the path of what is wrong, empty where it is the text as a whole."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(f"{field}: {sentence}" if field else sentence)
        self.sentence, self.field = sentence, field


def read_json(given: bytes | str) -> Any:
    """The value; all its texts are valid Unicode. Errors: JsonFault."""
    try:
        text = given if isinstance(given, str) else given.decode()
        return from_json(text.encode(), allow_inf_nan=False)
    except UnicodeError:
        raise JsonFault("is not JSON: it is not UTF-8") from None
    except ValueError:
        pass
    if (fault := _beyond(text)) is not None:
        raise fault
    try:
        return json.loads(text, parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise JsonFault(f"is not JSON (line {error.lineno}, column {error.colno})") from None
    except ValueError:
        raise JsonFault("is not JSON") from None


def _refused(constant: str) -> Any:
    raise ValueError(constant)


def _beyond(text: str) -> JsonFault | None:
    """What is nested too deep, too long a number or half a character, by its path; it need not be JSON otherwise."""
    path: list[str | int] = []  # of each open bracket: the name or the place that is read in it now
    named = False  # whether the next string is a value
    for part in (match[0] for match in _PART.finditer(text)):
        if part in "{[":
            path.append("" if part == "{" else 0)
            named = False
            if len(path) > MAX_DEPTH:
                return JsonFault(f"is nested more than {MAX_DEPTH} deep", _told(path))
        elif part in "}]":
            del path[-1:]
        elif part == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
            named = False
        elif part == ":":
            named = True
        elif part[0] == '"':
            if path and isinstance(path[-1], str) and not named:
                path[-1] = part[1:-1]
            if "\\u" in part and _half_pair(part):
                return JsonFault(HALF_PAIR, _told(path))
        elif max(map(len, re.findall("[0-9]+", part))) > MAX_DIGITS:
            return JsonFault(f"is a number of more than {MAX_DIGITS:,} digits", _told(path))
    return None


def _half_pair(string: str) -> bool:
    try:
        json.loads(string).encode()
    except UnicodeEncodeError:
        return True
    except ValueError:
        pass
    return False


def _told(path: list[str | int]) -> str:
    return ".".join(part_of_path(part) for part in path[:SHOWN])


def loadable(time: datetime) -> datetime:
    """The time as it is. Errors: ValueError for one that Python cannot load in every time zone."""
    if not FIRST_TIME <= time < END_OF_TIME:
        raise ValueError("must lie between 0001-01-02 and 9999-12-30 (UTC)")
    return time


Time = Annotated[AwareDatetime, AfterValidator(loadable)]
