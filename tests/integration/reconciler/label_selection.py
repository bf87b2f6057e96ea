"""Parts of a Kubernetes API that is no cluster's: what a label selector selects, and what a JSON patch does."""

from __future__ import annotations

import copy
from typing import Any

Object = dict[str, Any]


def selected(selector: str, workflow: Object) -> bool:
    """Of Kubernetes' selectors, `name` and `name!=value` joined by commas."""
    labels = workflow["metadata"].get("labels", {})
    for term in selector.split(","):
        name, unequal, value = term.partition("!=")
        if (labels.get(name) == value) if unequal else name not in labels:
            return False
    return True


def seen_by(selector: str, kind: str, workflow: Object, before: Object | None) -> tuple[str, Object] | None:
    """An event as a watch with this selector has it: what leaves the selection looks deleted, as it was before."""
    was = before is not None and selected(selector, before)
    if kind != "DELETED" and selected(selector, workflow):
        return ("MODIFIED" if was else "ADDED"), workflow
    return ("DELETED", before or workflow) if was or (kind == "DELETED" and before is None) else None


def patched(workflow: Object, operations: list[Object]) -> Object | None:
    """The object after a JSON patch of additions; None where a test of the patch fails."""
    made = copy.deepcopy(workflow)
    for operation in operations:
        *path, last = (
            part.replace("~1", "/").replace("~0", "~")
            for part in operation["path"].removeprefix("/").split("/")
        )
        place = made
        for part in path:
            place = place[part]
        if operation["op"] == "test":
            if place.get(last) != operation["value"]:
                return None
        else:
            assert operation["op"] == "add"
            place[last] = operation["value"]
    return made
