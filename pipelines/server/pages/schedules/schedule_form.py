"""The form that sets a schedule: what stands in it at first, what was typed, and what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.operations.schedules.duration import written
from pipelines.operations.schedules.schedule_rows import ScheduleView
from pipelines.server.pages.formats import pretty_json
from steps.core.json_reading import JsonFault, read_json

TEXTS = ("pipeline", "cron", "every", "tz", "jitter", "catch_up", "tenant")
NUMBERS = ("at_most", "priority")
LABELS = {
    "name": "Name",
    "pipeline": "Pipeline",
    "cron": "Cron",
    "tz": "Time zone",
    "every": "Every",
    "data": "Data, as JSON",
    "jitter": "Jitter",
    "catch_up": "Catch up",
    "at_most": "At most",
    "priority": "Priority",
    "tenant": "Tenant",
    "tags": "Tags",
}
OPTIONS = ("priority", "tenant", "tags")
_NUMBER = re.compile("-?[0-9]{1,9}")
PLAIN = {"tz": "UTC", "jitter": "0s", "catch_up": "1h", "at_most": "1", "priority": "0"}


@dataclass(frozen=True)
class ScheduleForm:
    """`values` are what stands in the controls. `name`: of the schedule that is edited, None for a new one."""

    values: Mapping[str, str]
    name: str | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def by_field(self) -> dict[str, list[str]]:
        """Each fault with the controls that it is about; under the empty name those about none."""
        found: dict[str, list[str]] = {}
        for fault in self.faults:
            path, _, sentence = fault.partition(": ")
            about = {part.strip().partition(".")[0] for part in path.split(",")} & LABELS.keys()
            for name in sorted(about) or [""]:
                found.setdefault(name, []).append(sentence if about and "." not in path else fault)
        return found

    @property
    def options_opened(self) -> bool:
        """Whether something is there to be seen among what is seldom given."""
        return any(
            name in self.by_field or self.values.get(name, "") not in ("", PLAIN.get(name))
            for name in OPTIONS
        )


def empty(pipeline: str = "", data: Mapping[str, Any] | None = None) -> ScheduleForm:
    return ScheduleForm({**PLAIN, "pipeline": pipeline, "data": pretty_json(dict(data)) if data else ""})


def filled(schedule: ScheduleView) -> ScheduleForm:
    """The form of a schedule as it is."""
    values = {
        "name": schedule.name,
        "pipeline": schedule.pipeline,
        "cron": schedule.cron or "",
        "every": written(schedule.every) if schedule.every else "",
        "tz": schedule.tz,
        "jitter": written(schedule.jitter),
        "catch_up": written(schedule.catch_up),
        "at_most": str(schedule.at_most),
        "priority": str(schedule.priority),
        "tenant": schedule.tenant or "",
        "tags": ", ".join(f"{name}={value}" for name, value in schedule.tags.items()),
        "data": pretty_json(schedule.data),
    }
    return ScheduleForm(values, schedule.name)


def given(values: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What the form asks for, and faults as `field: sentence` where it cannot be read. What is empty is left out."""
    asked: dict[str, Any] = {name: values[name].strip() for name in TEXTS if values.get(name, "").strip()}
    wrong = []
    for name in NUMBERS:
        if text := values.get(name, "").strip():
            asked[name] = int(text) if _NUMBER.fullmatch(text) else text
    tags, tags_wrong = _tags(values.get("tags", ""))
    if tags:
        asked["tags"] = tags
    wrong += tags_wrong
    try:
        asked["data"] = read_json(values.get("data", "").strip() or "{}")
    except JsonFault as fault:
        wrong.append(f"{'.'.join(filter(None, ['data', fault.field]))}: {fault.sentence}")
    return asked, wrong


def _tags(text: str) -> tuple[dict[str, str], list[str]]:
    tags = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, equals, value = part.partition("=")
        if not equals:
            return {}, ["tags: must be name=value, with a comma between two"]
        tags[name.strip()] = value.strip()
    return tags, []
