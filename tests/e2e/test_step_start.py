"""The step image as a node sees it: how big it is, and how soon a step in it asks Postgres its first question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from pipelines.core import building
from pipelines.core.manifests.objects import ContainerSecurity, PodSecurity
from pipelines.core.names import NAME
from tests.e2e.installed import Installed
from tests.e2e.kube import run
from tests.support.samples import sample

JOB = "news-analyzer"
SIZE = 250_000_000  # bytes
# A job that is done asks once and ends, so all of this is the way to the first answer.
TIMED = """
import json, statistics, subprocess, sys, time
took = []
for _ in range(9):
    since = time.perf_counter()
    code = subprocess.run(["python", "-m", "steps", "validate-job", "--job", sys.argv[1]]).returncode
    took.append(time.perf_counter() - since)
    assert code == 0, code
print(json.dumps([min(took), statistics.median(took), max(took)]))
"""


@pytest.fixture
def pod(installed: Installed) -> Iterator[str]:
    """A pod of the step image with one CPU that waits to be used."""
    name = "step-start"
    about = {"automountServiceAccountToken": False, "restartPolicy": "Never"}
    container = {
        "name": "main",
        "image": building.IMAGE,
        "command": ["python", "-c", "import time; time.sleep(600)"],
        "envFrom": [
            {"configMapRef": {"name": NAME}},
            {"secretRef": {"name": f"{NAME}-postgresql"}},
        ],
        # Without requests it would reserve its limits, and on two cores leave no room for the job's own pods.
        "resources": {
            "limits": {"cpu": "1", "memory": "256Mi"},
            "requests": {"cpu": "100m", "memory": "128Mi"},
        },
        "securityContext": ContainerSecurity().model_dump(by_alias=True),
    }
    security = PodSecurity(run_as_user=building.USER).model_dump(by_alias=True, exclude_none=True)
    labels = {"step": "none"}
    installed.kube.apply(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "labels": labels},
            "spec": {**about, "securityContext": security, "containers": [container]},
        }
    )
    installed.kube("wait", f"pod/{name}", "--for=condition=Ready", "--timeout=60s")
    yield name
    installed.kube("delete", "pod", name, "--grace-period=0", "--force")


def test_a_step_starts_at_once(installed: Installed, pod: str, measured: Callable[[str, str], None]) -> None:
    job_id = installed.send(JOB, *sample(JOB))
    assert installed.final(job_id)["status"] == "completed"
    said = installed.kube("exec", "-i", pod, "--", "python", "-c", TIMED, job_id)
    least, median, most = json.loads(said)
    measured(
        "exec to the first query's answer, one CPU (aim: 0.4 s)",
        f"{median:.3f} s ({least:.3f} to {most:.3f})",
    )


def test_the_image_is_small(installed: Installed, measured: Callable[[str, str], None]) -> None:
    nodes = json.loads(run("kubectl", "get", "nodes", "-o", "json"))["items"]
    sizes = {
        image["sizeBytes"]
        for node in nodes
        for image in node["status"].get("images", [])
        if any(name.endswith(building.IMAGE) for name in image["names"] or [])
    }
    assert sizes, "no node says that it has the image"
    measured("size of the step image", f"{max(sizes) / 1e6:.0f} MB")
    assert max(sizes) <= SIZE
