"""The Argo half: a namespace with the cases' templates, and dispatcher and reconciler of this checkout beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from pipelines.control.dispatcher import Dispatcher
from pipelines.control.executors.kubernetes import kubernetes
from pipelines.control.reconciler.reconciler import Reconciler
from pipelines.control.workflows import connect
from pipelines.core.manifests.rbac import EXECUTOR, STEPS
from tests.conformance.cases import IMAGE, Case, template
from tests.conformance.proxy import reachable
from tests.conformance.record import Record
from tests.conformance.sent import Running, run_cases
from tests.e2e.kube import Kube, run
from tests.support.processes import in_thread, supervised

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT.parent / "shared" / "cluster" / "image"
HOST, HOST_NAME = "10.201.0.254", "host.test-cluster"  # where a pod of the test cluster reaches this machine
NAMESPACE = "conformance"
PATIENCE = 900  # seconds for all cases together


def is_up() -> bool:
    """Whether the current kube context is the test cluster, and it answers."""
    context = run("kubectl", "config", "current-context", check=False).strip()
    ask = (
        "kubectl",
        "--request-timeout=5s",
        "-n",
        "argo",
        "get",
        "deployment",
        "workflow-controller",
        "-o",
        "name",
    )
    return context == "test-cluster" and bool(run(*ask, check=False))


@contextmanager
def controlled(url: str, cases: Sequence[Case]) -> Iterator[None]:
    """Dispatcher and reconciler of this checkout, minding the namespace."""
    budgets = {case.name: float(case.budget[0]) for case in cases}
    workflows = connect(NAMESPACE)
    dispatcher = Dispatcher(url, kubernetes(workflows), budgets, live_workflows=50)
    with in_thread(supervised(dispatcher.start, Reconciler(url, workflows, budgets).start)):
        yield


def run_on_argo(url: str, cases: Sequence[Case]) -> dict[str, Record]:
    """What each case left, by its name."""
    with reachable(url, HOST) as port:
        _build_image()
        kube = prepare(urlsplit(url).path.strip("/"), port, cases)
        with controlled(url, cases):
            return run_cases(url, cases, lambda step: _stop(kube, step), seconds=PATIENCE)


def _build_image() -> None:
    base, images = "background-jobs/steps:conformance", ROOT / "images" / "steps.Dockerfile"
    run(str(BUILD), base, str(ROOT), str(images), seconds=600)
    trial = Path(__file__).with_name("Containerfile")
    run(str(BUILD), IMAGE, str(ROOT / "tests"), str(trial), seconds=300)


def prepare(database: str, port: int, cases: Sequence[Case]) -> Kube:
    """A new namespace with the rights, the settings and the templates that the cases' pods need."""
    kube = Kube(NAMESPACE)
    run("kubectl", "delete", "namespace", NAMESPACE, "--ignore-not-found", seconds=180)
    run("kubectl", "create", "namespace", NAMESPACE)
    files = (ROOT / "k8s" / "rbac" / f"{account}.yaml" for account in (STEPS, EXECUTOR))
    rights = [each for file in files for each in yaml.safe_load_all(file.read_text())]
    for each in rights:
        for subject in each.get("subjects", []):
            subject["namespace"] = NAMESPACE
    url = f"postgresql://postgres@{HOST_NAME}:{port}/{database}"
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "background-jobs"},
        "stringData": {"DATABASE_URL": url},
    }
    kube.apply(*rights, secret, *map(template, cases))
    return kube


def _stop(kube: Kube, step: Running) -> None:
    kube("delete", "pod", step.host, "--grace-period=0", "--force")
