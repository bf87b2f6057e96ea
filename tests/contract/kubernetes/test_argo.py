"""Both Argo versions that we support accept every rendered object and drop no field of it silently."""

from __future__ import annotations

import copy
import gzip
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from pipelines.control.recorder.recorded_workflow import record_of
from pipelines.core.rendered.graph import templates
from tests.unit.pipelines.control.recorder.recorded import PIPELINE, STEPS, attempt, done, recorded

CRDS = Path(__file__).resolve().parents[4] / "shared" / "cluster" / "crds"
VERSIONS = ("3.7.18", "4.1.2")
CLUSTER_BIN = Path.home() / ".cache" / "test-cluster" / "bin"
INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"


def strict(schema: Any) -> Any:
    """The same schema, refusing every field it does not name: the API server prunes those without a word."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    closed = {
        key: {name: strict(item) for name, item in value.items()}
        if key in ("properties", "definitions")
        else strict(value)
        for key, value in schema.items()
    }
    if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    return closed


def crds(version: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and schema of each CustomResourceDefinition whose objects we make."""
    text = gzip.decompress((CRDS / f"argo-workflows-{version}.yaml.gz").read_bytes()).decode()
    for document in text.split("\n---\n"):
        if any(f"\n    kind: {kind}\n" in document for kind in ("WorkflowTemplate", "Workflow")):
            names = yaml.load(document, yaml.CSafeLoader)["spec"]
            [served] = names["versions"]
            yield names["names"]["kind"], served["schema"]["openAPIV3Schema"]


@pytest.fixture(scope="module", params=VERSIONS)
def validators(request: pytest.FixtureRequest) -> dict[str, list[Draft202012Validator]]:
    """Per kind: the cluster's own schema and the one that editors use, both closed."""
    if not CRDS.is_dir():
        pytest.skip(
            f"Argo's full CRD schemas are not at {CRDS}; rendered objects are not checked against them"
        )
    packed = CRDS / f"argo-workflows-{request.param}.schema.json.gz"
    definitions = strict(json.loads(gzip.decompress(packed.read_bytes())))["definitions"]
    definitions[INT_OR_STRING] = {"type": ["integer", "string"]}  # there it says string only
    found = {}
    for kind, schema in crds(request.param):
        schema["properties"]["metadata"] = {"$ref": f"#/definitions/{META}"}
        found[kind] = [
            Draft202012Validator({**part, "definitions": definitions})
            for part in (strict(schema), {"$ref": f"#/definitions/io.argoproj.workflow.v1alpha1.{kind}"})
        ]
    return found


def faults(validators: dict[str, list[Draft202012Validator]], manifest: dict[str, Any]) -> list[str]:
    return [
        f"{fault.json_path}: {fault.message[:300]}"
        for validator in validators[manifest["kind"]]
        for fault in validator.iter_errors(manifest)
    ]


def test_every_rendered_object_is_valid(
    validators: dict[str, list[Draft202012Validator]], manifests: dict[str, dict[str, Any]]
) -> None:
    for name, manifest in manifests.items():
        assert faults(validators, manifest) == [], name


def test_so_is_what_the_chart_makes_of_them(
    validators: dict[str, list[Draft202012Validator]], chart: Callable[..., list[dict[str, Any]]]
) -> None:
    made = [
        each
        for each in chart("postgresql.enabled=true", "postgresql.sampleShop=true")
        if each["kind"] == "WorkflowTemplate"
    ]
    assert made
    for each in made:
        assert faults(validators, each) == [], each["metadata"]["name"]


def test_so_is_what_shows_a_job_without_pods(validators: dict[str, list[Draft202012Validator]]) -> None:
    failed = attempt(STEPS[1], 1, 2, "failed", exit_code=75, error="server_error: try again", host="warm-1")
    waiting, at_work = recorded(*done(STEPS[0]), failed), recorded(status="dispatched")
    ended = [
        recorded(*done(*STEPS), status="completed"),
        recorded(failed, status="failed", outputs=frozenset(STEPS[:1])),
    ]
    for job in (waiting, at_work, *ended):
        made = record_of(
            job, templates()[PIPELINE], public_url="https://jobs.example.com", lifetime=60, archive=True
        )
        assert faults(validators, made.workflow) == [], job.status


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("spec", "activeDeadlineSecond"), 60),
        (("spec", "templates", 1, "activeDeadlineSecond"), 60),
        (("spec", "templates", 1, "retryStrategy", "backoff", "maximum"), "60s"),
        (("spec", "templates", 1, "container", "securityContext", "readonlyRootFilesystem"), True),
        (("spec", "templates", 1, "container", "resources", "limit"), {"memory": "1Gi"}),
        (("spec", "podGC", "strategies"), "OnPodCompletion"),
        (("spec", "workflowMetadata", "labelFrom"), {}),
        (("spec", "activeDeadlineSeconds"), "soon"),
        (("metadata", "label"), {"pipeline": "x"}),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) else "",
)
def test_a_typo_or_a_wrong_type_is_refused(
    validators: dict[str, list[Draft202012Validator]],
    manifests: dict[str, dict[str, Any]],
    path: tuple[str | int, ...],
    value: object,
) -> None:
    manifest: Any = copy.deepcopy(next(iter(manifests.values())))
    part = manifest
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert not any(schema.is_valid(manifest) for schema in validators[manifest["kind"]])


def test_argo_itself_finds_nothing_to_complain_of(root: Path) -> None:
    argo = shutil.which("argo") or shutil.which("argo", path=str(CLUSTER_BIN))
    if argo is None:
        pytest.skip(f"there is no `argo` on PATH or in {CLUSTER_BIN}; `argo lint --offline` did not run")
    linted = subprocess.run(
        [argo, "lint", "--offline", "--no-color", "--output", "simple", str(root / "k8s" / "workflows")],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
