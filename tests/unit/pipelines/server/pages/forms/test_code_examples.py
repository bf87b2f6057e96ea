"""The lines to copy from a pipeline's page are right for every event."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from pipelines.server.api.pipeline_routes import pipelines
from pipelines.server.pages.forms.code_examples import code_examples, minimal
from steps.core.events import EVENTS


@pytest.mark.parametrize("pipeline", EVENTS)
def test_examples_hold_what_the_event_needs(pipeline: str) -> None:
    examples = {
        example.name: example.code for example in code_examples(pipelines()[pipeline], "https://jobs.example")
    }
    words = shlex.split(examples["curl"])
    assert words[:2] == ["curl", "https://jobs.example/api/events"]
    event = json.loads(words[-1])
    assert event["name"] == f"jobs/{pipeline}.requested"
    assert set(EVENTS[pipeline].model_json_schema().get("required", [])) <= set(event["data"])
    written = re.search(r"'(\{.*\})'", examples["SQL"])
    assert written
    assert json.loads(written[1].replace("''", "'")) == event["data"]
    assert EVENTS[pipeline].__name__ in examples["Python"]


def test_lists_and_objects_hold_one_of_each() -> None:
    data = minimal(EVENTS["feedback-analyzer"].model_json_schema())
    assert data == {"items": [{"id": "…", "text": "…"}]}
