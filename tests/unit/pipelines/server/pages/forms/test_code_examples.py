"""The lines to copy from a pipeline's page are right for every event."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from pipelines.operations.samples import sample
from pipelines.server.api.pipeline_routes import pipelines
from pipelines.server.pages.forms.code_examples import code_examples, minimal
from steps.core.events import EVENTS
from steps.core.storage.storage import Storage


@pytest.mark.parametrize("pipeline", EVENTS)
def test_examples_are_the_sample_and_run_as_they_stand(pipeline: str, tmp_path: Path) -> None:
    event = sample(pipeline, Storage(tmp_path.as_uri()))
    assert event is not None
    data = event.model_dump(mode="json", exclude_unset=True)
    examples = {
        example.name: example.code
        for example in code_examples(pipelines()[pipeline], data, "https://jobs.example:8443")
    }
    words = shlex.split(examples["curl"])
    assert words[:2] == ["curl", "https://jobs.example:8443/api/events"]
    sent = json.loads(words[-1])
    assert sent["name"] == f"jobs/{pipeline}.requested"
    EVENTS[pipeline].model_validate(sent["data"])
    assert len(words[-1]) < 1000
    written = re.search(r"'(\{.*\})'", examples["SQL"])
    assert written
    assert json.loads(written[1].replace("''", "'")) == sent["data"]
    made: list[Any] = []
    code = examples["Python"].replace("print(enqueue(connection, event))", "made.append(event)")
    code = re.sub(r"psycopg.connect\(.*?\]\)", "contextlib.nullcontext()", code)
    exec(code, {"made": made, "contextlib": contextlib})
    assert made[0].model_dump(mode="json", exclude_unset=True) == sent["data"]
    assert examples["bgjobs"] == f"bgjobs send {pipeline} --sample --wait"


def test_quotes_in_the_data_end_no_word_of_a_shell_or_of_sql() -> None:
    data = {"text": "It's \"so\" at Kettle's."}
    examples = {
        each.name: each.code for each in code_examples(pipelines()["news-analyzer"], data, "http://x")
    }
    assert json.loads(shlex.split(examples["curl"])[-1])["data"] == data
    assert "It''s" in examples["SQL"]


def test_a_long_text_is_shown_by_its_first_sentences() -> None:
    data = {"text": "One sentence. " * 100}
    [curl] = [
        each.code
        for each in code_examples(pipelines()["news-analyzer"], data, "http://x")
        if each.name == "curl"
    ]
    assert json.loads(shlex.split(curl)[-1])["data"]["text"] == ("One sentence. " * 21).strip()


def test_lists_and_objects_hold_one_of_each() -> None:
    data = minimal(EVENTS["feedback-analyzer"].model_json_schema())
    assert data == {"items": [{"id": "…", "text": "…"}]}
