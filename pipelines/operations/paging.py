"""Lists by key, not by page number: where a list goes on, and ids as bounds of time. Pure."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from uuid import UUID

from steps.core.models import storable

LAST_MILLISECOND = 2**48 - 1


def first_id_at(time: datetime) -> UUID:
    """The smallest UUIDv7 of that millisecond (RFC 9562): ids before it were made earlier. None was before 1970."""
    return UUID(int=min(max(int(time.timestamp() * 1000), 0), LAST_MILLISECOND) << 80)


def search_words(text: str) -> str | None:
    """A search as PostgreSQL's tsquery: all words, the last one as a beginning. None where there is no word."""
    words = re.findall(r"\w+", text.replace("_", " "))
    return " & ".join(f"'{word}'" for word in words) + ":*" if words else None


def cursor_of(time: datetime, key: str) -> str:
    """Where a list ordered by time and key goes on, as an opaque text."""
    return base64.urlsafe_b64encode(f"{time.isoformat()} {key}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """Errors: ValueError for what `cursor_of` did not make."""
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    text, _, key = text.partition(" ")
    if (time := datetime.fromisoformat(text)).tzinfo is None:
        raise ValueError("a time without its zone")
    return time, storable(key)
