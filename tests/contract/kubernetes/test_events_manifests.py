"""The trigger: what triggers reach which job, with what rights, and that nothing but ids gets through."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import PIPELINES
from pipelines.core import trigger
from pipelines.core.pipeline import Pipeline
from pipelines.core.rendered.graph import runs_in_one_pod
from steps.core.events import EVENTS

CLUSTER_BIN = Path.home() / ".cache" / "test-cluster" / "bin"
ID = "0190c1a2-7b3c-7def-8123-456789abcdef"
LONGEST_LABEL = 63  # Argo labels every pod with its Workflow's name
RIGHTS = {
    "background-jobs-executor": {("workflowtaskresults", "create"), ("workflowtaskresults", "patch")},
    "background-jobs-sensor": {("workflows", "create")},
    "background-jobs-control": {
        ("workflows", verb) for verb in ("create", "delete", "get", "list", "patch", "watch")
    },
}


@pytest.fixture(scope="module")
def objects(rendered: dict[str, str]) -> list[dict[str, Any]]:
    return [
        made
        for name, text in rendered.items()
        if name.startswith(("events/", "rbac/"))
        for made in yaml.safe_load_all(text)
    ]


def the(kind: str, objects: list[dict[str, Any]]) -> dict[str, Any]:
    [found] = [made["spec"] for made in objects if made["kind"] == kind]
    return dict(found)


@pytest.fixture(scope="module")
def sensor(objects: list[dict[str, Any]]) -> dict[str, Any]:
    return the("Sensor", objects)


def passes(sensor: dict[str, Any], message: dict[str, Any]) -> Iterator[str]:
    """The dependencies whose filters let a trigger through; Go's `$` is the end of the text, as \\Z is here."""
    for dependency in sensor["dependencies"]:
        filters = dependency["filters"]["data"]
        assert {each["path"] for each in filters} == {"body.name", "body.data.job_id"}
        values = {"body.name": message["name"], "body.data.job_id": message["data"]["job_id"]}
        if all(
            re.search(pattern.replace("$", r"\Z"), values[each["path"]])
            for each in filters
            for pattern in each["value"]
        ):
            yield dependency["name"]


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda pipeline: pipeline.name)
def test_a_ring_reaches_its_own_job_and_no_other(sensor: dict[str, Any], pipeline: Pipeline) -> None:
    assert EVENTS[pipeline.name] is pipeline.event
    assert list(passes(sensor, trigger.message(pipeline.name, ID, f"{pipeline.name}-{ID}"))) == [
        pipeline.name
    ]


@pytest.mark.parametrize(
    ("name", "job_id"),
    [
        ("jobs/news-analyzer.requested.too", ID),
        ("my-jobs/news-analyzer.requested", ID),
        ("jobs/news-analyzer-requested", ID),
        ("jobs/news-analyzer.requested\n", ID),
        ("jobs/stranger.requested", ID),
        ("jobs/news-analyzer.requested", f"{ID} and more"),
        ("jobs/news-analyzer.requested", f"{ID}\n"),
        ("jobs/news-analyzer.requested", "{{workflow.name}}"),
        ("jobs/news-analyzer.requested", "17"),
        ("jobs/news-analyzer.requested", ""),
    ],
)
def test_what_is_no_ring_reaches_nothing(sensor: dict[str, Any], name: str, job_id: str) -> None:
    assert not list(passes(sensor, {"name": name, "data": {"job_id": job_id}}))


def test_each_job_has_one_dependency_and_one_trigger(sensor: dict[str, Any]) -> None:
    names = [pipeline.name for pipeline in PIPELINES]
    assert [dependency["name"] for dependency in sensor["dependencies"]] == names
    assert [made_by["template"]["name"] for made_by in sensor["triggers"]] == names
    for made_by in sensor["triggers"]:
        assert made_by["template"]["conditions"] == made_by["template"]["name"]


def test_a_trigger_creates_a_workflow_of_its_template_and_tells_it_ids_alone(sensor: dict[str, Any]) -> None:
    for made_by in sensor["triggers"]:
        pipeline, create = made_by["template"]["name"], made_by["template"]["k8s"]
        assert create["operation"] == "create"
        made = create["source"]["resource"]
        assert made["spec"]["workflowTemplateRef"] == {"name": pipeline}
        assert made["metadata"]["labels"]["pipeline"] == pipeline
        template = {"spec.workflowTemplateRef.name": None} if pipeline in runs_in_one_pod() else {}
        assert {each["dest"]: each["src"].get("dataKey") for each in create["parameters"]} == {
            "metadata.name": None,
            "metadata.labels.job-id": "body.data.job_id",
            "spec.arguments.parameters.0.value": "body.data.job_id",
            **template,
        }
        assert made["spec"]["arguments"]["parameters"][0]["name"] == "job-id"


def test_sensor_and_executor_make_the_same_workflow(sensor: dict[str, Any]) -> None:
    for made_by in sensor["triggers"]:
        made = json.dumps(made_by["template"]["k8s"]["source"]["resource"])
        pipeline = made_by["template"]["name"]
        assert json.loads(made.replace("from-the-trigger", ID)) == trigger.workflow(pipeline, ID, ID)


def test_only_ids_get_past_the_door(sensor: dict[str, Any]) -> None:
    for dependency in sensor["dependencies"]:
        assert set(re.findall(r"\.body[\w.]*", dependency["transform"]["jq"])) == {
            ".body.name",
            ".body.data.job_id",
            ".body.data.workflow",
            ".body.data.runs",
        }
        assert '.body.data.runs == "pod" then "pod" else "pods" end' in dependency["transform"]["jq"]


def test_a_failing_trigger_is_retried_for_two_seconds_at_most_and_then_logged(sensor: dict[str, Any]) -> None:
    for made_by in sensor["triggers"]:
        retry = made_by["retryStrategy"]
        assert made_by["atLeastOnce"] is True
        assert 2 <= retry["steps"] <= 3
        first = float(retry["duration"].removesuffix("ms")) / 1000
        waits = sum(first * retry["factor"] ** n for n in range(retry["steps"] - 1))
        assert waits * (1 + retry["jitter"]) <= 2
        assert made_by["dlqTrigger"]["atLeastOnce"] is True
        assert "log" in made_by["dlqTrigger"]["template"]


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda pipeline: pipeline.name)
def test_the_name_of_a_jobs_hundredth_workflow_still_fits_a_label(pipeline: Pipeline) -> None:
    assert len(f"{pipeline.name}-{ID}-999") <= LONGEST_LABEL


def test_the_event_source_wants_a_token_and_little_data(objects: list[dict[str, Any]]) -> None:
    source = the("EventSource", objects)
    assert source["service"] == {"ports": [{"port": trigger.PORT, "targetPort": trigger.PORT}]}
    [webhook] = source["webhook"].values()
    assert webhook["authSecret"] == {"name": trigger.SECRET, "key": trigger.SECRET_KEY}
    assert webhook["method"] == "POST"
    biggest = max(
        len(json.dumps(trigger.message(pipeline.name, ID, f"{pipeline.name}-{ID}-999")))
        for pipeline in PIPELINES
    )
    assert 4 * biggest < webhook["maxPayloadSize"] <= 16_384
    assert f":{webhook['port']}{webhook['endpoint']}" in trigger.URL


def test_event_source_and_sensor_meet_on_our_own_bus(objects: list[dict[str, Any]]) -> None:
    [bus] = [made["metadata"]["name"] for made in objects if made["kind"] == "EventBus"]
    [source] = [made["metadata"]["name"] for made in objects if made["kind"] == "EventSource"]
    sensor = the("Sensor", objects)
    assert {the("EventSource", objects)["eventBusName"], sensor["eventBusName"]} == {bus}
    assert {each["eventSourceName"] for each in sensor["dependencies"]} == {source}
    assert {each["eventName"] for each in sensor["dependencies"]} == set(
        the("EventSource", objects)["webhook"]
    )


def test_every_account_has_exactly_the_rights_it_needs(objects: list[dict[str, Any]]) -> None:
    roles = {
        made["metadata"]["name"]: {
            (resource, verb)
            for rule in made["rules"]
            for resource in rule["resources"]
            for verb in rule["verbs"]
        }
        for made in objects
        if made["kind"] == "Role"
    }
    assert roles == RIGHTS
    for made in objects:
        assert made["kind"] not in ("ClusterRole", "ClusterRoleBinding")
        if made["kind"] == "RoleBinding":
            [subject] = made["subjects"]
            assert made["roleRef"]["name"] == subject["name"] == made["metadata"]["name"]
        if made["kind"] == "ServiceAccount" and made["metadata"]["name"] not in RIGHTS:
            assert made["automountServiceAccountToken"] is False


def test_every_account_that_a_pod_uses_is_there(
    objects: list[dict[str, Any]], manifests: dict[str, dict[str, Any]]
) -> None:
    accounts = {made["metadata"]["name"] for made in objects if made["kind"] == "ServiceAccount"}
    used = {
        the("EventSource", objects)["template"]["serviceAccountName"],
        the("Sensor", objects)["template"]["serviceAccountName"],
        the("EventBus", objects)["jetstream"]["serviceAccountName"],
        *(manifest["spec"]["serviceAccountName"] for manifest in manifests.values()),
        *(manifest["spec"]["executor"]["serviceAccountName"] for manifest in manifests.values()),
    }
    assert used == accounts - {"background-jobs-control"}


def test_every_pod_of_argo_events_is_locked_down(objects: list[dict[str, Any]]) -> None:
    bus = the("EventBus", objects)["jetstream"]
    containers = [bus[name] for name in bus if name.lower().endswith("containertemplate")]
    pods = [bus, the("EventSource", objects)["template"], the("Sensor", objects)["template"]]
    containers += [pod["container"] for pod in pods[1:]]
    assert len(containers) == 5
    for pod in pods:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in containers:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"].keys() == {"requests", "limits"}


def test_kustomize_is_told_of_every_file(root: Path, rendered: dict[str, str]) -> None:
    told = yaml.safe_load(rendered["kustomization.yaml"])["resources"]
    there = [path.relative_to(root / "k8s").as_posix() for path in (root / "k8s").glob("*/*.yaml")]
    assert sorted(told) == sorted(there)


def test_argo_events_itself_finds_nothing_to_complain_of(root: Path) -> None:
    program = shutil.which("argo-events") or shutil.which("argo-events", path=str(CLUSTER_BIN))
    if program is None:
        pytest.skip(f"there is no `argo-events` on PATH or in {CLUSTER_BIN}; its lint did not run")
    linted = subprocess.run(
        [program, "lint", "--strict", str(root / "k8s" / "events")],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert linted.stdout.count("is valid") == 2
