"""What stands above the first turn: the meeting's title and its day."""

from __future__ import annotations

import re
from datetime import date

from steps.meetings.days import full_day

_TITLE = re.compile(r"(?:title|meeting|subject|topic|re)\s*:\s*(?P<title>\S.*)", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:date|time|location|place|duration|attendees|participants|present|apologies|absent|chair|recorded|"
    r"transcript(?:ion)?|agenda|host|created|language)\b.*",
    re.IGNORECASE,
)
_LONGEST = 120  # characters of a title


def title_of(lines: list[str]) -> str | None:
    """The line that says `Title:`, else the first line if it may be one."""
    marked = (_TITLE.fullmatch(line.lstrip("#* ")) for line in lines)
    named = next((match["title"] for match in marked if match), None)
    if named is None and lines and not _OTHER.fullmatch(lines[0]) and full_day(lines[0]) is None:
        named = lines[0].lstrip("#* ")
    tidy = " ".join((named or "").strip("*_ ").split())
    return tidy if 0 < len(tidy) <= _LONGEST and any(map(str.isalpha, tidy)) else None


def day_of(lines: list[str]) -> date | None:
    """The first full date above the turns."""
    return next((day for line in lines if (day := full_day(line))), None)
