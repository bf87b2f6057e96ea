"""The object that stands for a job: labels, spec, size, and how one that is there becomes it."""

from __future__ import annotations

from typing import Any

from pipelines.control.recorder.record_room import RECORD_BYTES, SHORTEST_SECONDS
from pipelines.control.recorder.recorded_workflow import closing_of, record_of, stored_bytes, update_of
from pipelines.core.rendered.graph import templates
from tests.unit.pipelines.control.recorder.recorded import (
    JOB,
    PIPELINE,
    STEPS,
    WORKFLOW,
    at,
    attempt,
    done,
    recorded,
)

TEMPLATE = templates()[PIPELINE]
COMPLETED = recorded(*done(*STEPS), status="completed")


def labels(record: Any) -> dict[str, str]:
    found: dict[str, str] = record.workflow["metadata"]["labels"]
    return found


def test_a_record_of_a_job_at_work_does_not_expire() -> None:
    """Argo takes one without an end for long expired."""
    found = record_of(recorded(*done(STEPS[0])), TEMPLATE, lifetime=None, archive=True)
    assert labels(found) == {
        "pipeline": PIPELINE,
        "job-id": str(JOB),
        "executor": "warm",
        "record": "live",
        "workflows.argoproj.io/completed": "true",
        "workflows.argoproj.io/phase": "Running",
    }
    assert "ttlStrategy" not in found.workflow["spec"]
    status = found.workflow["status"]
    assert (status["phase"], status["progress"], "finishedAt" in status) == ("Running", "1/2", False)


def test_a_record_of_an_ended_job_expires() -> None:
    found = record_of(COMPLETED, TEMPLATE, lifetime=3600, archive=True)
    assert labels(found)["record"] == "ended"
    assert labels(found)["workflows.argoproj.io/workflow-archiving-status"] == "Pending"
    assert found.workflow["spec"] == {
        "workflowTemplateRef": {"name": PIPELINE},
        "arguments": {"parameters": [{"name": "job-id", "value": str(JOB)}]},
        "ttlStrategy": {f"secondsAfter{when}": 3600 for when in ("Completion", "Success", "Failure")},
    }
    assert (found.workflow["status"]["progress"], found.workflow["status"]["finishedAt"]) == (
        "3/3",
        "2026-05-04T09:00:09Z",
    )
    assert "workflows.argoproj.io/workflow-archiving-status" not in labels(record_of(COMPLETED, TEMPLATE))


def test_it_leads_to_the_page_of_the_job() -> None:
    found = record_of(COMPLETED, TEMPLATE, public_url="https://jobs.example.com")
    page = f"https://jobs.example.com/jobs/{JOB}"
    annotations = found.workflow["metadata"]["annotations"]
    assert annotations["background-jobs/page"] == page
    assert f"({page})" in annotations["workflows.argoproj.io/description"]
    assert list(record_of(COMPLETED, TEMPLATE).workflow["metadata"]["annotations"]) == [
        "workflows.argoproj.io/description"
    ]


def test_no_record_is_larger_than_it_may_be() -> None:
    long = "invalid_input: " + "it does not fit, " * 200
    tries = [
        attempt(STEPS[0], n, n + 1, "failed", n, exit_code=65, error=long, host="h" * 63) for n in range(60)
    ]
    job = recorded(*tries, status="failed", error={"code": "x", "message": "y" * 5000})
    found = record_of(job, TEMPLATE, lifetime=60)
    assert found.bytes == stored_bytes(found.workflow) <= RECORD_BYTES
    retry = next(one for one in found.workflow["status"]["nodes"].values() if one["type"] == "Retry")
    assert "are not shown" in retry["message"]
    root = record_of(job, TEMPLATE, lifetime=60, most=3000)
    assert list(root.workflow["status"]["nodes"]) == [WORKFLOW]
    assert root.bytes <= 3000


def test_every_pipeline_of_ours_fits_whole() -> None:
    for name, template in templates().items():
        steps = [part.name for part in template.spec.templates if part.container]
        job = recorded(*done(*steps), status="completed", pipeline=name, workflow=f"{name}-{JOB}-1")
        found = record_of(job, template, public_url="https://jobs.example.com", lifetime=3600, archive=True)
        assert len(found.workflow["status"]["nodes"]) == 3 + 2 * len(steps)
        assert found.bytes <= RECORD_BYTES * 3 / 4


def test_without_a_template_there_is_one_node() -> None:
    found = record_of(COMPLETED, None)
    assert list(found.workflow["status"]["nodes"]) == [WORKFLOW]


def test_an_update_is_refused_where_the_object_is_no_record() -> None:
    patch = update_of(record_of(COMPLETED, TEMPLATE, lifetime=60))
    assert patch[:2] == [
        {"op": "test", "path": "/metadata/labels/executor", "value": "warm"},
        {"op": "test", "path": "/metadata/labels/workflows.argoproj.io~1completed", "value": "true"},
    ]
    assert {"op": "add", "path": "/metadata/labels/record", "value": "ended"} in patch
    assert {one["path"] for one in patch if one["path"].startswith("/spec")} == {"/spec/ttlStrategy"}


def test_an_update_of_a_job_at_work_leaves_its_spec_alone() -> None:
    patch = update_of(record_of(recorded(), TEMPLATE))
    assert not [one for one in patch if one["path"].startswith("/spec")]


def test_what_nobody_can_tell_more_of_ends_among_those_at_work() -> None:
    patch = {one["path"]: one["value"] for one in closing_of(WORKFLOW, at(5))}
    assert patch["/status"]["phase"] == "Error"
    assert patch["/spec/ttlStrategy"]["secondsAfterCompletion"] == SHORTEST_SECONDS
    assert "/metadata/labels/record" not in patch
