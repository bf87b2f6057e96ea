"""JSON of strangers: what is read, what is refused by its field, and that refusing costs no more than reading."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from steps.core.json_reading import HALF_PAIR, MAX_DEPTH, JsonFault, Time, read_json
from steps.core.validation import faults


@pytest.mark.parametrize(
    ("text", "field", "sentence"),
    [
        ('{"a": {"b": [1, ' + "9" * 5000 + "]}}", "a.b.1", "is a number of more than 4,300 digits"),
        ('{"a": -' + "9" * 5000 + ".5e1}", "a", "is a number of more than 4,300 digits"),
        ('[{"x": 1}, {"data": ' + "[" * 1500 + "]" * 1500 + "}]", "1.data.0.0.0.0", "is nested more than 200 deep"),
        ('{"a":' * 1500 + "1" + "}" * 1500, "a.a.a.a.a.a", "is nested more than 200 deep"),
        ("[" * 100_000, "0.0.0.0.0.0", "is nested more than 200 deep"),
        ("", "", "is not JSON (line 1, column 1)"),
        ('{"a": }', "", "is not JSON (line 1, column 7)"),
        ("[1,\n 2,,]", "", "is not JSON (line 2, column 4)"),
        ("NaN", "", "is not JSON"),
        (b'{"a": "\xff"}', "", "is not JSON: it is not UTF-8"),
        ("\ud800", "", "is not JSON: it is not UTF-8"),
        (rb'{"a": ["\ud83d\ude00", "x\udc00"]}', "a.1", HALF_PAIR),
        (rb'"\ud800"', "", HALF_PAIR),
    ],
)  # fmt: skip
def test_what_is_refused_is_named(text: str | bytes, field: str, sentence: str) -> None:
    with pytest.raises(JsonFault) as caught:
        read_json(text)
    assert (caught.value.field, caught.value.sentence) == (field, sentence)


def test_what_only_looks_like_too_much_is_read() -> None:
    values: list[Any] = [{"9" * 5000: "9" * 5000}, {"text": "[" * 500 + '"'}, [[]] * 1000, {"a": "\\" * 301}]
    for value in values:
        assert read_json(json.dumps(value)) == value
    deep: Any = json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert read_json(json.dumps(deep)) == deep


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.one_of(st.text(alphabet='{}[]",:\\19eE.+- \n'), st.binary(max_size=40)))
@example('"' * 99)
@example('"\\' * 50)
def test_any_text_is_read_as_the_standard_library_reads_it_or_refused(text: str | bytes) -> None:
    try:
        wanted = json.loads(text)
    except ValueError:
        with pytest.raises(JsonFault):
            read_json(text)
        return
    if _finite(wanted):
        assert read_json(text) == wanted


def _finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list | dict):
        return all(map(_finite, value.values() if isinstance(value, dict) else value))
    return True


class At(BaseModel):
    at: Time


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "0001-01-01T23:59:59Z"]
)
def test_a_time_that_nobody_could_load_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        At.model_validate({"at": text})
    assert faults(caught.value) == ["at: must lie between 0001-01-02 and 9999-12-30 (UTC)"]


def test_every_other_time_is_taken() -> None:
    assert At.model_validate({"at": "0001-01-02T00:00:00Z"}).at == datetime(1, 1, 2, tzinfo=UTC)
    assert At.model_validate({"at": "9999-12-31T09:00:00+14:00"}).at.day == 31
