"""On a real cluster, the one of the current kube context: what only a cluster can show. Started by `make e2e` alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib.metadata import version

import pytest

from tests.e2e.images import ROOT, build_all
from tests.e2e.installed import Installed, install
from tests.e2e.kube import Kube

if os.environ.get("JOBS_E2E") != "1":
    collect_ignore_glob = ["test_*.py", "*/test_*.py"]

NAMESPACE = os.environ.get("JOBS_E2E_NAMESPACE", "jobs-e2e")
VERSION = version("background-jobs")
VALUES = (
    "postgresql.enabled=true",
    "postgresql.sampleShop=true",
    "emulators.enabled=true",
    "liveWorkflows=8",
    "warm.replicas=2",
)
Report = Callable[[str, str], None]
LINES = pytest.StashKey[list[tuple[str, str]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LINES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if lines := config.stash[LINES]:
        terminalreporter.section("measured")
        for what, figure in lines:
            terminalreporter.write_line(f"{what:<58} {figure}")


@pytest.fixture(scope="session")
def measured(pytestconfig: pytest.Config) -> Report:
    """Puts a line into the table at the end."""
    return lambda what, figure: pytestconfig.stash[LINES].append((what, figure))


@pytest.fixture(scope="session")
def kube() -> Kube:
    return Kube(NAMESPACE)


@pytest.fixture(scope="session")
def installed(kube: Kube, measured: Report) -> Iterator[Installed]:
    if os.environ.get("JOBS_E2E_IMAGES") != "there":
        build_all(VERSION)
    if os.environ.get("JOBS_E2E_INSTALLED") != "there":
        seconds = install(kube, str(ROOT / "charts" / "background-jobs"), VALUES)
        measured("helm install until all is ready", f"{seconds:.1f} s")
    ports = {
        name: kube.forward(f"svc/{service}", port)
        for name, service, port in (
            ("postgresql", "background-jobs-postgresql", 5432),
            ("trigger", "background-jobs-eventsource-svc", 12000),
            ("server", "background-jobs", 8288),
            ("emulators", "background-jobs-emulators", 8289),
        )
    }
    yield Installed(kube, ports)
    for port in ports.values():
        port.close()
