"""Each step's pod has the secrets, the network and the Kubernetes rights that its step uses, and no others."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import PIPELINES
from pipelines.core.building import step
from pipelines.core.one_pod import one_pod_of
from steps import process_news_analyzer, update_job_status, validate_job
from tests.contract.conftest import CLUSTER_BIN

STORAGE = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"}
MODEL = {"OPENAI_API_KEY"}
SPEECH = {"ASSEMBLYAI_API_KEY", "JOBS_ASSEMBLYAI_WEBHOOK_SECRET"}
SECRETS = {
    "validate-job": STORAGE,
    "update-job-status": set(),
    "submit-speaker-separation": STORAGE | SPEECH,
    "poll-speaker-separation": STORAGE | SPEECH,
    "process-speaker-separation": STORAGE | SPEECH,
    "process-gdpr-exporter": STORAGE | {"JOBS_GDPR_DATABASE_URL"},
    "process-news-analyzer": STORAGE | MODEL,
    "process-contract-analyzer": STORAGE | MODEL,
    "process-feedback-analyzer": STORAGE | MODEL,
    "process-invoice-processor": STORAGE | MODEL,
    "process-expense-categorizer": STORAGE | MODEL,
    "process-meeting-summarizer": STORAGE | MODEL,
}
DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.fixture(scope="module")
def templates(manifests: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Of a pod for each step; what a pod of all steps may do is tested below."""
    found = (
        template
        for name, made in manifests.items()
        if name.startswith("workflows/")
        for template in made["spec"]["templates"]
    )
    return [template for template in found if "container" in template]


@pytest.fixture(scope="module")
def policies(rendered: dict[str, str]) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(rendered["network/steps.yaml"]))


def secrets_of(template: dict[str, Any]) -> set[str]:
    env = template["container"]["env"]
    assert len({entry["name"] for entry in env}) == len(env)
    return {entry["name"] for entry in env if "secretKeyRef" in entry.get("valueFrom", {})}


def test_a_pod_gets_the_keys_its_step_uses_and_no_secret_whole(templates: list[dict[str, Any]]) -> None:
    assert {template["name"] for template in templates} == SECRETS.keys()
    for template in templates:
        assert secrets_of(template) == SECRETS[template["name"]] | {"DATABASE_URL"}
        assert template["container"]["envFrom"] == [
            {"configMapRef": {"name": "background-jobs", "optional": True}}
        ]


def test_only_the_database_must_be_there(templates: list[dict[str, Any]]) -> None:
    for template in templates:
        for entry in template["container"]["env"]:
            key = entry["valueFrom"].get("secretKeyRef")
            if key:
                assert key["key"] == entry["name"]
                assert key.get("optional", False) is (entry["name"] != "DATABASE_URL")


def test_a_steps_container_has_no_kubernetes_token(
    manifests: dict[str, dict[str, Any]], rendered: dict[str, str]
) -> None:
    for made in manifests.values():
        assert made["spec"]["automountServiceAccountToken"] is False
        assert made["spec"]["executor"] == {"serviceAccountName": "background-jobs-executor"}
        assert made["spec"]["serviceAccountName"] == "background-jobs"
    [account] = yaml.safe_load_all(rendered["rbac/background-jobs.yaml"])
    assert (account["kind"], account["automountServiceAccountToken"]) == ("ServiceAccount", False)


def test_argos_container_finds_its_token_by_the_name_that_argo_looks_for(rendered: dict[str, str]) -> None:
    objects = {
        made["kind"]: made for made in yaml.safe_load_all(rendered["rbac/background-jobs-executor.yaml"])
    }
    secret = objects["Secret"]
    assert secret["metadata"]["name"] == "background-jobs-executor.service-account-token"
    assert secret["metadata"]["annotations"] == {
        "kubernetes.io/service-account.name": "background-jobs-executor"
    }
    assert secret["type"] == "kubernetes.io/service-account-token"
    assert not {"data", "stringData"} & secret.keys()


def reached(template: dict[str, Any], policies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The egress rules of every policy that selects the pod of this template."""
    labels = template["metadata"]["labels"]
    rules = []
    for policy in policies:
        selector = policy["spec"]["podSelector"]
        wanted = selector.get("matchLabels", {}).items() <= labels.items()
        if wanted and all(each["key"] in labels for each in selector.get("matchExpressions", [])):
            rules += policy["spec"]["egress"]
    return rules


def anywhere(rules: list[dict[str, Any]]) -> set[int]:
    """The ports that may be called at any address."""
    return {port["port"] for rule in rules if not rule.get("to") for port in rule["ports"]}


def test_a_step_calls_what_it_needs_and_nothing_else(
    templates: list[dict[str, Any]], policies: list[dict[str, Any]]
) -> None:
    for template in templates:
        rules = reached(template, policies)
        assert len([rule for rule in rules if {"port": 53, "protocol": "UDP"} in rule["ports"]]) == 1
        outside = {53, 5432, 6432} | ({443} if SECRETS[template["name"]] else set())
        assert anywhere(rules) == outside, template["name"]
        emulators = [rule for rule in rules if {"port": 8289, "protocol": "TCP"} in rule["ports"]]
        assert bool(emulators) == bool(SECRETS[template["name"]] & (MODEL | SPEECH)), template["name"]


def test_nobody_calls_a_step(policies: list[dict[str, Any]]) -> None:
    [of_all] = [policy for policy in policies if policy["metadata"]["name"] == "background-jobs-steps"]
    assert of_all["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert of_all["spec"]["podSelector"] == {"matchExpressions": [{"key": "step", "operator": "Exists"}]}
    assert not any("ingress" in policy["spec"] for policy in policies)


def test_a_pod_of_several_steps_has_what_any_of_them_needs() -> None:
    [pipeline] = [each for each in PIPELINES if each.name == "news-analyzer"]
    with one_pod_of(pipeline, on_exit=update_job_status) as workflow:
        step(process_news_analyzer, after=[step(validate_job)])
    found = {template["name"]: template for template in workflow.to_dict()["spec"]["templates"]}
    assert secrets_of(found["all-steps"]) == STORAGE | MODEL | {"DATABASE_URL"}
    assert secrets_of(found["update-job-status"]) == {"DATABASE_URL"}


def test_kustomize_pins_the_steps_image_by_digest(tmp_path: Path, root: Path) -> None:
    program = shutil.which("kubectl") or shutil.which("kubectl", path=str(CLUSTER_BIN))
    if program is None:
        pytest.skip(f"there is no `kubectl` on PATH or in {CLUSTER_BIN}")
    shutil.copytree(root / "k8s", tmp_path / "k8s")
    listed = tmp_path / "k8s" / "kustomization.yaml"
    pinned = {"name": "background-jobs/steps", "newName": "registry.example/steps", "digest": DIGEST}
    listed.write_text(yaml.safe_dump({**yaml.safe_load(listed.read_text()), "images": [pinned]}))
    made = subprocess.run([program, "kustomize", listed.parent], capture_output=True, text=True, check=True)
    images = {
        template["container"]["image"]
        for each in yaml.safe_load_all(made.stdout)
        if each["kind"] == "WorkflowTemplate"
        for template in each["spec"]["templates"]
        if "container" in template
    }
    assert images == {f"registry.example/steps@{DIGEST}"}
