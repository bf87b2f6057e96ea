"""What jobs.rerun_item is told of a pipeline is what a single rerun keeps and needs."""

from __future__ import annotations

import pytest

from pipelines.core.rendered.graph import graphs
from pipelines.operations.bulk.work import rerun_plan, rerun_plans
from pipelines.operations.reruns import CannotRerun, kept_steps


@pytest.mark.parametrize("pipeline", graphs())
def test_a_plan_agrees_with_a_single_rerun(pipeline: str) -> None:
    graph = graphs()[pipeline]
    for step in [None, *graph.names]:
        plan = rerun_plan(graph, step)
        for done in (graph.names, graph.names[:1], []):
            try:
                kept = kept_steps(graph, done, step)
            except CannotRerun:
                assert set(plan["needs"]) - set(done)
            else:
                assert set(plan["needs"]) <= set(done)
                assert kept == [name for name in plan["keeps"] if name in done]


def test_a_step_of_another_pipeline_is_a_fault_of_this_one() -> None:
    plans = rerun_plans("process-news-analyzer")
    assert "fault" not in plans["news-analyzer"]
    assert plans["gdpr-exporter"] == {"fault": "unknown_step"}
