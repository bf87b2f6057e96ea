"""From another system's message to the data of our event, as a reviewed file says it. Pure.

A template is data as it shall be, in which `{from: /path}` stands for what lies at that JSON pointer (RFC 6901) of the
message, and `{each: /path, as: …}` for a list made of each entry there. `optional: true` leaves out what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MISSING: Any = object()


class NotMapped(Exception):
    """The message lacks something that the template needs; `pointer` says what."""

    def __init__(self, pointer: str) -> None:
        super().__init__(f"{pointer}: is missing from the message")
        self.pointer = pointer


def at(message: Any, pointer: str) -> Any:
    """What lies at the pointer, or MISSING."""
    found = message
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            return MISSING
    return found


def matches(message: Any, wanted: Mapping[str, Any]) -> bool:
    """Whether each pointer leads to the value it shall have, or to one of them."""
    return all(
        at(message, pointer) in (value if isinstance(value, list) else [value])
        for pointer, value in wanted.items()
    )


def filled(template: Any, message: Any) -> Any:
    """The template with what the message says. Errors: NotMapped."""
    if isinstance(template, list):
        entries = [filled(part, message) for part in template]
        return [entry for entry in entries if entry is not MISSING]
    if not isinstance(template, Mapping):
        return template
    if "from" in template:
        return _found(template, message, template["from"])
    if "each" in template:
        found = _found(template, message, template["each"])
        if found is not MISSING and not isinstance(found, list):
            raise NotMapped(template["each"])
        return MISSING if found is MISSING else [filled(template["as"], entry) for entry in found]
    parts = {name: filled(part, message) for name, part in template.items()}
    return {name: part for name, part in parts.items() if part is not MISSING}


def _found(template: Mapping[str, Any], message: Any, pointer: str) -> Any:
    found = at(message, pointer)
    if found is MISSING and not template.get("optional"):
        raise NotMapped(pointer)
    return found
