"""How soon a Workflow is there: after a trigger, after a posted event, and without Argo Events in between."""

from __future__ import annotations

import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from pipelines.control.reconciler.decision import TRIGGER_TIMEOUT
from pipelines.core import trigger
from tests.e2e.images import ROOT
from tests.e2e.installed import Installed
from tests.e2e.kube import Kube, eventually, run
from tests.support.samples import sample

JOB = "news-analyzer"
TIMES = 20
Report = Callable[[str, str], None]


@contextmanager
def watching(kube: Kube) -> Iterator[dict[str, float]]:
    """When each Workflow was first seen, by name."""
    seen: dict[str, float] = {}
    with kube.start("get", "workflow", "-w", "-o", "name") as watch:

        def read() -> None:
            assert watch.stdout is not None
            for line in watch.stdout:
                seen.setdefault(line.strip().rpartition("/")[2], time.monotonic())

        reader = threading.Thread(target=read)
        reader.start()
        time.sleep(1.5)
        yield seen
        watch.terminate()
        reader.join()


@pytest.fixture
def quiet(installed: Installed) -> None:
    """The Workflows of other tests are gone, and so are their pods."""
    installed.kube("delete", "workflow", "--all", seconds=600)  # thousands, after a test of many
    eventually(lambda: not installed.kube.names("pods", "step"), "no step runs", 120)


def soon(installed: Installed, ask: Callable[[], str], what: str, executor: str, measured: Report) -> None:
    """`ask` starts something and answers with the Workflow's name. How soon is measured; on any machine it must hold
    that the trigger made it, as the reconciler would only do `TRIGGER_TIMEOUT` after the dispatch."""
    took = []
    with watching(installed.kube) as seen:
        for _ in range(TIMES + 1):
            since = time.monotonic()
            name = ask()
            eventually(partial(seen.get, name), f"{name} is there", 20, pause=0.002)
            took.append(seen[name] - since)
            installed.kube("delete", "workflow", name, "--wait=false")
            time.sleep(0.3)
    took = took[1:]  # the first one comes with what is made once: a token was made, a connection opened
    p95 = statistics.quantiles(took, n=20)[-1]
    measured(what, f"p50 {statistics.median(took):.3f} s, p95 {p95:.3f} s of {TIMES}")
    assert max(took) < TRIGGER_TIMEOUT[executor]


@pytest.mark.usefixtures("quiet")
def test_after_a_trigger(installed: Installed, measured: Report) -> None:
    def ask() -> str:
        job_id = str(uuid.uuid4())
        assert installed.trigger(trigger.message(JOB, job_id, f"{JOB}-{job_id}"))[0] == 200
        return f"{JOB}-{job_id}"

    soon(installed, ask, "trigger to Workflow (aim: p95 0.3 s)", "argo", measured)


def asked_for(installed: Installed) -> str:
    return f"{JOB}-{installed.send(JOB, *sample(JOB))}"


@pytest.mark.usefixtures("quiet")
def test_after_an_event(installed: Installed, measured: Report) -> None:
    soon(
        installed,
        partial(asked_for, installed),
        "posted event to Workflow, through Argo Events (aim: p95 0.3 s)",
        "argo",
        measured,
    )


@pytest.fixture
def without_argo_events(installed: Installed) -> Iterator[None]:
    chart, namespace = str(ROOT / "charts" / "background-jobs"), installed.kube.namespace

    def upgrade(*values: str) -> None:
        run("helm", "upgrade", "jobs", chart, "-n", namespace, "--reset-then-reuse-values", *values)
        installed.kube(
            "rollout", "status", "deployment/background-jobs-control", "--timeout=180s", seconds=200
        )

    upgrade("--set", "executor=kubernetes,events.enabled=false")
    assert not installed.kube.names("sensors.argoproj.io")
    yield
    upgrade("--set", "executor=argo,events.enabled=true")
    installed.token = installed.trigger_token()


@pytest.mark.usefixtures("without_argo_events", "quiet")
def test_without_argo_events(installed: Installed, measured: Report) -> None:
    soon(
        installed,
        partial(asked_for, installed),
        "posted event to Workflow, without Argo Events (aim: p95 0.1 s)",
        "kubernetes",
        measured,
    )
