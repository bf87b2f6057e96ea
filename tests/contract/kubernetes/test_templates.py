"""What holds for every pipeline's template: security, limits, retries and arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from pipelines import PIPELINES
from pipelines.core import building
from pipelines.core.pipeline import Pipeline
from pipelines.core.rendered.container import bytes_of
from pipelines.core.rendered.template import POLLS
from steps.core.documents.isolation.limits import MIB, Limits

ON_EXIT_ONLY = {"workflow.status", "workflow.failures"}

pytestmark = pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda pipeline: pipeline.name)


@pytest.fixture
def spec(pipeline: Pipeline, manifests: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return dict(manifests[f"workflows/{pipeline.name}.yaml"]["spec"])


@pytest.fixture
def containers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The templates that become pods."""
    return [template for template in spec["templates"] if "container" in template]


def variables(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for value in part.values():
            yield from variables(value)
    elif isinstance(part, list):
        for value in part:
            yield from variables(value)
    elif isinstance(part, str):
        yield from (found.strip() for found in re.findall(r"\{\{(.*?)\}\}", part))


def exit_step(spec: dict[str, Any]) -> str:
    """What runs however the workflow ends: the one step of the template that `onExit` names."""
    [found] = [template for template in spec["templates"] if template["name"] == spec["onExit"]]
    [[entry]] = found["steps"]
    return str(entry["template"])


def test_the_job_id_is_all_that_a_workflow_is_given(spec: dict[str, Any]) -> None:
    assert spec["arguments"] == {"parameters": [{"name": "job-id"}]}
    for template in spec["templates"]:
        allowed = {"workflow.parameters.job-id", "workflow.name"} | (
            ON_EXIT_ONLY if template["name"] == exit_step(spec) else set()
        )
        assert set(variables(template)) <= allowed, template["name"]


def test_only_containers_and_one_graph(spec: dict[str, Any], containers: list[dict[str, Any]]) -> None:
    main, at_exit = [template for template in spec["templates"] if template not in containers]
    assert main.keys() == {"name", "dag"}
    assert main["name"] == spec["entrypoint"]
    assert at_exit["name"] == spec["onExit"]
    tasks = {task["name"] for task in main["dag"]["tasks"]}
    assert tasks | {exit_step(spec)} == {template["name"] for template in containers}


def test_the_exit_handler_is_no_retried_template_itself(spec: dict[str, Any]) -> None:
    """Such a one Argo does not run after the workflow's deadline."""
    [at_exit] = [template for template in spec["templates"] if template["name"] == spec["onExit"]]
    assert at_exit.keys() == {"name", "steps"}
    assert exit_step(spec) == "update-job-status"


def test_steps_are_run_by_name_from_one_image(containers: list[dict[str, Any]]) -> None:
    for template in containers:
        assert template["container"]["image"] == building.IMAGE
        assert template["container"]["command"] == ["python", "-m", "steps", template["name"]]


def test_every_pod_is_locked_down(spec: dict[str, Any], containers: list[dict[str, Any]]) -> None:
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for template in containers:
        assert template["container"]["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        }
        assert [mount["mountPath"] for mount in template["container"]["volumeMounts"]] == ["/tmp"]


def test_argos_own_containers_are_locked_down_as_well(spec: dict[str, Any]) -> None:
    patch = json.loads(spec["podSpecPatch"])
    own = [*patch["initContainers"], *patch["containers"]]
    assert [container["name"] for container in own] == ["init", "wait"]
    for container in own:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_everything_is_bounded(
    pipeline: Pipeline, spec: dict[str, Any], containers: list[dict[str, Any]]
) -> None:
    assert spec["activeDeadlineSeconds"] == pipeline.budget
    assert spec["podGC"]
    assert spec["ttlStrategy"]
    for template in containers:
        resources = template["container"]["resources"]
        assert {"cpu", "memory"} <= resources["limits"].keys()
        assert {"cpu", "memory"} <= resources["requests"].keys()
        args = template["container"]["args"]
        told = int(args[args.index("--seconds") + 1])
        # The step must know of its end before its pod is stopped; a first attempt must fit into the job.
        assert told < template["activeDeadlineSeconds"] <= pipeline.budget


def test_a_reader_of_documents_has_room_beside_its_step(
    pipeline: Pipeline, containers: list[dict[str, Any]]
) -> None:
    """The process that reads a document meets its own limit before the pod meets one: no pod is killed for it."""
    beside = 192 * MIB  # the step with what it holds of the document
    for template in containers:
        if template["name"] == pipeline.result_step:
            room = bytes_of(template["container"]["resources"]["limits"]["memory"])
            assert Limits().memory + beside <= room


def test_every_step_is_retried_within_limits_unless_it_says_never(containers: list[dict[str, Any]]) -> None:
    for template in containers:
        retry = template["retryStrategy"]
        assert retry["retryPolicy"] == "Always"
        assert isinstance(retry["backoff"]["factor"], int)
        assert retry["backoff"]["cap"]
        assert retry["expression"] == "!(asInt(lastRetry.exitCode) in [65, 78])"
        polls = template["metadata"].get("annotations") == {POLLS: "true"}
        assert polls == template["name"].startswith("poll-")
        if polls:
            assert retry["backoff"]["maxDuration"]
        else:
            assert retry["limit"] == "3"


def test_a_run_can_be_found_by_job_and_job_id(
    pipeline: Pipeline, spec: dict[str, Any], containers: list[dict[str, Any]]
) -> None:
    assert spec["workflowMetadata"]["labels"] == {"pipeline": pipeline.name}
    assert spec["workflowMetadata"]["labelsFrom"] == {
        "job-id": {"expression": "workflow.parameters['job-id']"}
    }
    assert spec["podMetadata"]["labels"] == {"pipeline": pipeline.name}
    for template in containers:
        assert template["metadata"]["labels"]["step"] == template["name"]
