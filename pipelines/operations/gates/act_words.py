"""What somebody did, in words: `set customer=42 to 20 until 14:00: import`. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipelines.operations.audit.acts import Act
from pipelines.operations.gates.gate_words import bound, clock, one_line


def act_words(act: Act) -> str:
    """Of an act on a limit, all of it; of any other, what was done."""
    details, subject = act.details, act.subject or ""
    match act.act:
        case "limit_set":
            return f"set {subject} to {bound(details.get('n'), details.get('every'))}{_why(details)}"
        case "limit_cleared":
            return f"cleared the bound of {subject}{_before(details.get('before'))}"
        case "paused":
            return f"paused {subject}{_why(details)}"
        case "resumed":
            return f"resumed {subject}"
        case "weight_set":
            return f"gave {subject} the weight {details.get('weight', 1):g}"
    return act.act.replace("_", " ")


def _why(details: dict[str, Any]) -> str:
    until = f" until {clock(datetime.fromisoformat(details['until']))}" if details.get("until") else ""
    return f"{until}: {one_line(str(details.get('why', '')))}"


def _before(before: Any) -> str:
    return (
        f", which was {before['n']:,}"
        if isinstance(before, dict) and isinstance(before.get("n"), int)
        else ""
    )


ON_LIMITS = frozenset({"limit_set", "limit_cleared", "paused", "resumed", "weight_set"})
