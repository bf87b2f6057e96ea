"""What the schema calls things is what the code calls them."""

from __future__ import annotations

import uuid

import pytest

from pipelines import PIPELINES
from pipelines.core.pipeline import Pipeline
from tests.support.rows import Rows


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda pipeline: pipeline.name)
def test_a_pipelines_event_and_the_step_with_the_result(rows: Rows, pipeline: Pipeline) -> None:
    assert rows.value("select jobs.event_name(%s)", pipeline.name) == pipeline.event_name
    assert rows.value("select jobs.result_step(%s)", pipeline.name) == pipeline.result_step


@pytest.mark.parametrize(("generation", "end"), [(0, ""), (1, "-1"), (12, "-12")])
def test_the_workflow_of_each_generation(rows: Rows, generation: int, end: str) -> None:
    job_id = uuid.uuid4()
    name = rows.value("select jobs.workflow_name('news-analyzer', %s, %s)", job_id, generation)
    assert name == f"news-analyzer-{job_id}{end}"
