"""From an event's schema to a form, and from what was typed to the event's data."""

from __future__ import annotations

import json

import pytest

from pipelines.operations.samples import SAMPLES
from pipelines.server.pages.forms.form_fields import (
    FormField,
    data_of,
    faults_by_field,
    form_fields,
    values_of,
)
from steps.core.events import EVENTS


def fields(pipeline: str) -> dict[str, FormField]:
    return {field.name: field for field in form_fields(EVENTS[pipeline].model_json_schema())}


def test_each_kind_of_field_gets_its_control() -> None:
    kinds = {name: field.kind for pipeline in EVENTS for name, field in fields(pipeline).items()}
    assert kinds["text"] == "long"
    assert kinds["source"] == "line"
    assert kinds["published_at"] == "date"
    assert kinds["document"] == "document"
    assert kinds["items"] == kinds["lines"] == kinds["turns"] == "json"
    assert kinds["speakers_expected"] == kinds["expires_days"] == "number"
    assert kinds["multichannel"] == "yes_no"
    assert kinds["verified_how"] == kinds["jurisdiction"] == "choice"


def test_fields_tell_what_they_take() -> None:
    speakers = fields("speaker-separation")["speakers_expected"]
    assert speakers.limits == "1 to 20"
    assert speakers.description.startswith("Only when sure")
    assert fields("speaker-separation")["delete_remote"].default == "true"
    assert fields("gdpr-exporter")["verified_how"].choices[0] == "login"
    assert fields("gdpr-exporter")["verified_how"].required


@pytest.mark.parametrize("pipeline", EVENTS)
def test_a_sample_survives_the_form(pipeline: str) -> None:
    sample = json.loads((SAMPLES / f"{pipeline}.json").read_text(encoding="utf-8"))
    known = list(fields(pipeline).values())
    data, faults = data_of(known, values_of(known, sample))
    assert faults == []
    defaults = {field.name: field.default for field in known}
    # What is as it would be anyway is left out.
    expected = {name: value for name, value in sample.items() if str(value) != defaults[name]}
    assert {name: value for name, value in data.items() if name in expected} == expected


def test_a_text_that_looks_like_a_number_stays_a_text() -> None:
    data, _ = data_of(fields("news-analyzer").values(), {"text": "42", "source": "true"})
    assert data == {"text": "42", "source": "true"}


def test_line_ends_of_browsers_become_plain_ones() -> None:
    data, _ = data_of(fields("news-analyzer").values(), {"text": "a\r\nb"})
    assert data == {"text": "a\nb"}


def test_what_is_empty_or_unknown_is_left_out() -> None:
    assert data_of(fields("news-analyzer").values(), {"text": " \n", "source": "", "stranger": "x"}) == (
        {},
        [],
    )


def test_ticks_are_sent_only_where_they_differ() -> None:
    known = fields("speaker-separation").values()
    assert data_of(known, {"delete_remote": "true"})[0] == {}
    assert data_of(known, {})[0] == {"delete_remote": False}
    assert data_of(known, {"delete_remote": "true", "multichannel": "true"})[0] == {"multichannel": True}


def test_what_cannot_be_read_is_said() -> None:
    _, faults = data_of(
        fields("speaker-separation").values(),
        {"speakers_expected": "two", "document": "{", "delete_remote": "true"},
    )
    assert faults == [
        "document: is not JSON (line 1, column 2)",
        "speakers_expected: must be a number",
    ]
    _, faults = data_of(fields("feedback-analyzer").values(), {"items": "[" * 100_000})
    assert len(faults) == 1


def test_faults_stand_with_their_fields() -> None:
    known = fields("feedback-analyzer").values()
    faults = ["items.0.text: must not be empty", "rating_scale: must be one of 0-10", "data: is odd"]
    found = faults_by_field(known, [*faults, "items, document: exactly one", "and 3 more faults"])
    assert found == {
        "items": ["items.0.text: must not be empty", "exactly one"],
        "document": ["exactly one"],
        "rating_scale": ["must be one of 0-10"],
        "": ["data: is odd", "and 3 more faults"],
    }
