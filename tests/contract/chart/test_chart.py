"""The chart: what it installs, what each value changes, and that it refuses what it does not know."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import PIPELINES
from pipelines.core import trigger
from tests.contract.chart.charted import TRY, Chart, of, pods

RECOMMENDED = {"name", "instance", "version", "part-of", "managed-by"}


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "charts" / "background-jobs"


@pytest.fixture(scope="module")
def values(folder: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((folder / "values.yaml").read_text(encoding="utf-8")))


def test_its_files_are_the_ones_that_are_rendered(folder: Path, root: Path) -> None:
    for name in ("workflows", "events", "rbac", "network"):
        there = {path.name: path.read_bytes() for path in (folder / "files" / name).glob("*")}
        assert there == {path.name: path.read_bytes() for path in (root / "k8s" / name).glob("*")}


def test_a_packed_chart_renders_the_same(helm: str, folder: Path, chart: Chart, tmp_path: Path) -> None:
    subprocess.run([helm, "package", folder, "-d", tmp_path], check=True, capture_output=True)
    [packed] = tmp_path.glob("*.tgz")
    made = subprocess.run(
        [helm, "template", "trial", packed, "--namespace", "trial"],
        check=True,
        capture_output=True,
        text=True,
    )
    token = re.compile(r'"token": "[^"]+"')  # made by chance
    unpacked, repacked = (
        token.sub("", json.dumps(objects))
        for objects in (
            chart(),
            [each for each in yaml.load_all(made.stdout, yaml.CSafeLoader) if each],
        )
    )
    assert unpacked == repacked


def test_helm_lint_is_silent(helm: str, folder: Path) -> None:
    linted = subprocess.run([helm, "lint", "--strict", folder], capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


def test_its_version_is_the_projects(folder: Path, root: Path) -> None:
    about = yaml.safe_load((folder / "Chart.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert about["appVersion"] == about["version"] == project["version"]


@pytest.mark.parametrize(
    "value",
    [
        "replica=3",
        "control.replica=3",
        "control.resources.limits.memroy=1Gi",
        "postgresql.enabled=yes",
        "executor=local",
        "storage.url=file:///folder",
        "storage.size=many",
        "secretName=Not_A_Name",
        "secretName=",
        "settings.jobs_storage=x",
        "image.tag=a/b",
        "image.pullPolicy=Sometimes",
        "events.enabled=perhaps",
    ],
)
def test_a_typo_is_refused(helm: str, folder: Path, value: str) -> None:
    made = subprocess.run([helm, "template", folder, "--set", value], capture_output=True, text=True)
    assert made.returncode != 0
    assert value.partition("=")[0].rpartition(".")[2] in made.stderr


def test_the_schema_knows_exactly_the_values_there_are(folder: Path, values: dict[str, Any]) -> None:
    schema = json.loads((folder / "values.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"].pop("global")  # Helm may add it where this is a part of another chart

    def compare(known: dict[str, Any], there: dict[str, Any], at: str) -> None:
        assert known.get("additionalProperties") is False, f"{at} is open"
        assert set(known["properties"]) == set(there), at
        for name, each in known["properties"].items():
            if each.get("properties"):
                compare(each, there[name], f"{at}.{name}")

    compare(schema, values, "values")


def test_every_value_is_explained(folder: Path, values: dict[str, Any]) -> None:
    lines = (folder / "values.yaml").read_text(encoding="utf-8").splitlines()
    sections = {name for name, value in values.items() if isinstance(value, dict) and value}
    for number, line in enumerate(lines):
        key = re.match(r"( {2})?([a-zA-Z]+):", line)
        if key and not (key[1] is None and key[2] in sections):
            before = number - 1
            while before >= 0 and re.match(r" *# (?!--)", lines[before]):
                before -= 1
            assert re.match(r" *# -- \S", lines[before]), f"{line.strip()} has no `# --` above it"


def test_every_job_of_ours_is_installed_and_only_what_must_differ_differs(
    chart: Chart, manifests: dict[str, dict[str, Any]]
) -> None:
    made = of("WorkflowTemplate", chart(*TRY))
    names = {pipeline.name for pipeline in PIPELINES}
    assert made.keys() == names | {f"{name}-pod" for name in names - {"speaker-separation"}}
    for manifest in manifests.values():
        ours, theirs = (
            copy.deepcopy(manifest["spec"]),
            copy.deepcopy(made[manifest["metadata"]["name"]]["spec"]),
        )
        for spec in (ours, theirs):
            spec["securityContext"].pop("fsGroup", None)
            spec["securityContext"].pop("fsGroupChangePolicy", None)
            for template in spec["templates"]:
                template.pop("volumes", None)
                container = template.get("container", {})
                for name in ("image", "imagePullPolicy", "envFrom", "volumeMounts"):
                    container.pop(name, None)
                container["env"] = [entry["name"] for entry in container.get("env", [])]
        assert theirs == ours


def test_every_object_says_whose_it_is(chart: Chart) -> None:
    for each in chart(*TRY):
        labels = each["metadata"]["labels"]
        assert {f"app.kubernetes.io/{name}" for name in RECOMMENDED} <= labels.keys(), each["kind"]
        assert labels["app.kubernetes.io/instance"] == "trial"
        assert each["metadata"].get("namespace", "trial") == "trial"


def test_every_pod_meets_the_strictest_standard(chart: Chart) -> None:
    found = list(pods(chart(*TRY)))
    assert len(found) == 6
    for name, _, spec in found:
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["runAsUser"] > 0
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "readOnlyRootFilesystem": True,
            }, name
            assert {"cpu", "memory"} <= container["resources"]["limits"].keys()
            assert container.get("command")


def test_only_the_control_plane_may_talk_to_the_cluster(chart: Chart) -> None:
    for name, _, spec in pods(chart(*TRY)):
        if name.endswith("-control"):
            assert spec["serviceAccountName"] == "background-jobs-control"
        else:
            assert spec["automountServiceAccountToken"] is False, name


def test_services_reach_pods_and_ports_that_are_there(chart: Chart) -> None:
    objects = chart(*TRY)
    for name, service in of("Service", objects).items():
        [spec] = [
            spec for _, labels, spec in pods(objects) if service["spec"]["selector"].items() <= labels.items()
        ]
        offered = {port.get("name") for each in spec["containers"] for port in each["ports"]}
        offered |= {port["containerPort"] for each in spec["containers"] for port in each["ports"]}
        for port in service["spec"]["ports"]:
            assert port.get("targetPort", port["port"]) in offered, name


def test_whatever_is_named_is_there(chart: Chart) -> None:
    objects = chart(*TRY)
    secrets, maps = of("Secret", objects).keys(), of("ConfigMap", objects).keys()
    claims, accounts = of("PersistentVolumeClaim", objects).keys(), of("ServiceAccount", objects).keys()
    text = json.dumps(objects)
    assert set(re.findall(r'"claimName": "([^"]+)"', text)) <= claims
    assert set(re.findall(r'"serviceAccountName": "([^"]+)"', text)) <= accounts
    assert set(re.findall(r'"configMap(?:Ref)?": {"name": "([^"]+)"', text)) <= maps
    for found in re.findall(r'"secret(?:Key)?Ref": ({[^}]+})', text):
        reference = json.loads(found)
        assert reference["name"] in secrets or reference["optional"] is True


def test_the_event_source_is_where_the_control_plane_posts(chart: Chart) -> None:
    [source] = of("EventSource", chart()).values()
    assert trigger.URL.startswith(f"http://{source['metadata']['name']}-eventsource-svc:{trigger.PORT}/")
    [(_, _, spec)] = [found for found in pods(chart()) if found[0].endswith("-control")]
    [token] = [each for each in spec["containers"][0]["env"] if each["name"] == "JOBS_TRIGGER_TOKEN"]
    assert token["valueFrom"]["secretKeyRef"] == {"name": trigger.SECRET, "key": trigger.SECRET_KEY}
    assert source["spec"]["webhook"][trigger.EVENT]["authSecret"] == {
        "name": trigger.SECRET,
        "key": trigger.SECRET_KEY,
    }


def test_rights_are_given_in_the_namespace_of_the_release(chart: Chart) -> None:
    for binding in of("RoleBinding", chart()).values():
        assert [subject["namespace"] for subject in binding["subjects"]] == ["trial"]
    assert not of("ClusterRole", chart()) | of("ClusterRoleBinding", chart())
