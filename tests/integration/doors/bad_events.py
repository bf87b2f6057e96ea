"""Events that no door may take, or that it takes as a duplicate: what is wrong with each, and how it is written."""

from __future__ import annotations

import dataclasses
from typing import Any

PIPELINE = "news-analyzer"
GOOD = '{"text": "Words."}'
TIMES = {
    "is -infinity": "-infinity",
    "is infinity": "infinity",
    "is in the year 0 (UTC)": "0001-01-01T00:00:00+05:00",
    "is in the year 10000 (UTC)": "9999-12-31T23:59:59-05:00",
    "is no time": "tomorrow, perhaps",
}


@dataclasses.dataclass(frozen=True)
class BadEvent:
    """`data` is JSON as it is written. `first`: pipeline and data of an event that was sent before with the same id."""

    field: str
    what: str
    data: str = GOOD
    pipeline: str = PIPELINE
    fields: dict[str, Any] = dataclasses.field(default_factory=dict)
    first: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.field} {self.what}"


def _text(value: str) -> str:
    return f'{{"text": {value}}}'


BAD_EVENTS = [
    BadEvent("pipeline", "is not known", pipeline="news-analyser"),
    BadEvent("data", "is no object", data="[]"),
    BadEvent("data", "holds a NUL", data=_text('"a\\u0000b"')),
    BadEvent("data", "holds half a surrogate pair", data=_text('"\\ud800"')),
    BadEvent("data", "holds a number of 5,000 digits", data=_text("9" * 5000)),
    BadEvent("data", "holds 1e5000", data=_text("1e5000")),
    BadEvent("data", "is nested 150 deep", data=_text("[" * 150 + "]" * 150)),
    BadEvent("data", "is nested 1,500 deep", data=_text("[" * 1500 + "]" * 1500)),
    BadEvent("data", "is larger than 1 MiB", data=_text('"' + "x" * 1_100_000 + '"')),
    BadEvent("data", "is not JSON", data="{"),
    BadEvent("event_id", "is empty", fields={"event_id": ""}),
    BadEvent("event_id", "has 201 characters", fields={"event_id": "x" * 201}),
    BadEvent("event_id", "holds a NUL", fields={"event_id": "a\x00b"}),
    BadEvent("event_id", "holds half a surrogate pair", fields={"event_id": "a\ud800"}),
    BadEvent("event_id", "is another pipeline's", fields={"event_id": "order-17"},
             first=("expense-categorizer", '{"lines": []}')),
    BadEvent("event_id", "comes again", fields={"event_id": "order-17"}, first=(PIPELINE, GOOD)),
    BadEvent("event_id", "comes again with other data", fields={"event_id": "order-17"},
             first=(PIPELINE, _text('"Other words."'))),
    BadEvent("tenant", "is empty", fields={"tenant": ""}),
    BadEvent("tenant", "has 201 characters", fields={"tenant": "x" * 201}),
    BadEvent("tags", "is a list", fields={"tags": ["eu"]}),
    BadEvent("tags", "are 21", fields={"tags": {f"t{n}": "x" for n in range(21)}}),
    BadEvent("tags", "has a name with a space", fields={"tags": {"a b": "x"}}),
    BadEvent("tags", "has a number", fields={"tags": {"a": 1}}),
    BadEvent("tags", "has an empty value", fields={"tags": {"a": ""}}),
    *(BadEvent("run_at", what, fields={"run_at": time}) for what, time in TIMES.items()),
    *(BadEvent("ts", what, fields={"ts": time}) for what, time in TIMES.items()),
    *(BadEvent("priority", what, fields={"priority": value}) for what, value in
      {"is 9": 9, "is null": None, "is a text": "high", "has 5,000 digits": 10**4299}.items()),
]  # fmt: skip
