"""What Argo Events makes of triggers: one Workflow each, with ids and nothing else in it, and quickly."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest

from pipelines.core import trigger
from tests.e2e.installed import Installed
from tests.e2e.kube import eventually

CANARY = "canary-7f3a91"
JOB = "news-analyzer"


@pytest.fixture
def job_id() -> str:
    """Of no job: the Workflow's first step finds nothing and ends it."""
    return str(uuid.uuid4())


def message(job_id: object, **more: object) -> dict[str, Any]:
    return {"name": f"jobs/{JOB}.requested", "data": {"job_id": job_id, **more}}


def logs(installed: Installed) -> str:
    return "".join(
        installed.kube("logs", "-l", f"controller={owner}-controller", "--tail=-1")
        for owner in ("sensor", "eventsource")
    )


@pytest.fixture(scope="module", autouse=True)
def _ready(installed: Installed) -> None:
    """A sensor does not get what was posted before its first subscription."""
    first = str(uuid.uuid4())

    def answers() -> bool:
        installed.trigger(message(first))
        time.sleep(0.5)
        return installed.workflow(f"{JOB}-{first}") is not None

    eventually(answers, "the sensor answers")


def test_a_job_id_is_enough(installed: Installed, job_id: str) -> None:
    assert installed.trigger(message(job_id)) == (200, "success")
    made = eventually(lambda: installed.workflow(f"{JOB}-{job_id}"), "the Workflow is there", 5)
    assert made["metadata"]["labels"].items() >= {"pipeline": JOB, "job-id": job_id}.items()
    expected = trigger.workflow(JOB, job_id, f"{JOB}-{job_id}")
    assert made["spec"]["workflowTemplateRef"] == expected["spec"]["workflowTemplateRef"]
    assert made["spec"]["arguments"] == expected["spec"]["arguments"]


def test_the_ring_names_the_workflow_of_a_later_generation(installed: Installed, job_id: str) -> None:
    installed.trigger(trigger.message(JOB, job_id, f"{JOB}-{job_id}-12"))
    eventually(lambda: installed.workflow(f"{JOB}-{job_id}-12"), "generation 12 is there", 5)


@pytest.mark.parametrize("asked", ["gdpr-exporter-x", f"{JOB}-other", "../../etc", "", 7, None])
def test_a_foreign_name_is_not_taken(installed: Installed, job_id: str, asked: object) -> None:
    installed.trigger(message(job_id, workflow=asked))
    eventually(lambda: installed.workflow(f"{JOB}-{job_id}"), "it has the job's own name", 5)


def test_nothing_but_ids_gets_past_the_sensor(installed: Installed, job_id: str) -> None:
    body = {**message(job_id.upper(), text=CANARY, workflow=CANARY), "secret": CANARY}
    installed.trigger(body)
    made = eventually(lambda: installed.workflow(f"{JOB}-{job_id}"), "the Workflow is there", 5)
    installed.trigger(body)  # a second one fails, and is a dead letter in the log
    eventually(lambda: "dead-letter" in logs(installed), "the dead letter is logged", 10)
    assert CANARY not in json.dumps(made)
    assert CANARY not in logs(installed)


@pytest.mark.parametrize(
    "body",
    [
        {"name": "jobs/stranger.requested", "data": {"job_id": "ID"}},
        {"name": f"jobs/{JOB}.requested", "data": {}},
        {"name": f"jobs/{JOB}.requested", "data": "ID"},
        {"name": f"jobs/{JOB}.requested", "data": {"job_id": ["ID"]}},
        {"name": f"jobs/{JOB}.requested", "data": {"job_id": "{{workflow.name}}"}},
        {"name": f"jobs/{JOB}.requested", "data": {"job_id": "ID and more"}},
        [],
    ],
    ids=str,
)
def test_what_is_no_ring_is_dropped(installed: Installed, job_id: str, body: object) -> None:
    before = installed.kube.names("workflow")
    installed.trigger(json.loads(json.dumps(body).replace("ID", job_id)))
    time.sleep(1.5)
    assert not {name for name in installed.kube.names("workflow") - before if job_id in name}


@pytest.mark.parametrize(
    ("body", "token", "status"),
    [
        (message(str(uuid.uuid4())), None, 401),
        (message(str(uuid.uuid4())), "guessed", 401),
        (message(str(uuid.uuid4()), text="x" * trigger.MAX_BYTES), "", 400),
        (b"no json", "", 400),
    ],
    ids=["no token", "a wrong token", "too big", "no JSON"],
)
def test_the_door_is_guarded(installed: Installed, body: object, token: str | None, status: int) -> None:
    assert installed.trigger(body, token)[0] == status


def test_a_second_ring_makes_no_second_workflow_and_holds_nobody_up_for_long(installed: Installed) -> None:
    first, other = str(uuid.uuid4()), str(uuid.uuid4())
    installed.trigger(message(first))
    eventually(lambda: installed.workflow(f"{JOB}-{first}"), "the Workflow is there", 5)
    installed.trigger(message(first))
    installed.trigger(message(other))
    eventually(lambda: installed.workflow(f"{JOB}-{other}"), "the next trigger gets its turn", 5)
    assert len([name for name in installed.kube.names("workflow") if first in name]) == 1
