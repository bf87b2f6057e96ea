"""What our steps cost beside the same number of pods that only say hello, on the same cluster, side by side."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from pipelines.core import building
from pipelines.core.manifests.rbac import EXECUTOR, STEPS
from tests.e2e.installed import Installed
from tests.e2e.kube import eventually
from tests.support.samples import sample

ROUNDS = 5


def hello(name: str, pods: int) -> dict[str, Any]:
    """As many pods in a row as `pods`, from the same image, with the same limits."""
    container = {
        "image": building.IMAGE,
        "command": ["python", "-c", "print('hello')"],
        "resources": {
            "limits": {"cpu": "1", "memory": "256Mi"},
            "requests": {"cpu": "100m", "memory": "128Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        },
    }
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"name": name},
        "spec": {
            "entrypoint": "main",
            "serviceAccountName": STEPS,
            "automountServiceAccountToken": False,
            "executor": {"serviceAccountName": EXECUTOR},
            "podSpecPatch": building.POD_PATCH,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": building.USER,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "podGC": {"strategy": "OnPodCompletion"},
            "templates": [
                {"name": "main", "steps": [[{"name": f"pod-{n}", "template": "hello"}] for n in range(pods)]},
                {"name": "hello", "container": container},
            ],
        },
    }


def seconds_of(workflow: dict[str, Any]) -> float:
    """From its creation to its final phase; Kubernetes keeps whole seconds."""
    begun, ended = workflow["metadata"]["creationTimestamp"], workflow["status"]["finishedAt"]
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()


def ended(installed: Installed, name: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = installed.workflow(name) or {}
        return found if found.get("status", {}).get("phase") in ("Succeeded", "Failed", "Error") else None

    found: dict[str, Any] = eventually(look, f"{name} has ended", 120)
    assert found["status"]["phase"] == "Succeeded", found["status"].get("message")
    return found


@pytest.mark.parametrize(("pipeline", "pods"), [("news-analyzer", 3)])
def test_a_job_beside_as_many_pods_that_say_hello(
    installed: Installed, pipeline: str, pods: int, measured: Callable[[str, str], None]
) -> None:
    ours, bare = [], []
    for n in range(ROUNDS):
        name = f"hello-{pods}-{n}"
        installed.kube.apply(hello(name, pods))
        bare.append(seconds_of(ended(installed, name)))
        job_id = installed.send(pipeline, *sample(pipeline))
        installed.final(job_id)
        workflow = ended(installed, f"{pipeline}-{job_id}")
        assert sum(node["type"] == "Pod" for node in workflow["status"]["nodes"].values()) == pods
        ours.append(seconds_of(workflow))
    ratio = statistics.mean(ours) / statistics.mean(bare)
    measured(
        f"{pipeline} beside {pods} hello pods in a row, {ROUNDS} times (aim: 1.25)",
        f"{statistics.mean(ours):.1f} s and {statistics.mean(bare):.1f} s: {ratio:.2f} times",
    )
