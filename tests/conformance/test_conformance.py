"""One set of small templates leaves the same rows on this machine and on Argo: those that each case says."""

from __future__ import annotations

import os

import pytest

from pipelines.control.share import Share
from pipelines.core.pipeline import Runs
from tests.conformance import cluster
from tests.conformance.cases import CASES, Case
from tests.conformance.local import run_locally
from tests.conformance.record import Record, expected


@pytest.fixture(scope="module")
def local_records(
    server_url: str, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Record]:
    return run_locally(database_url, tmp_path_factory.mktemp("conformance"), CASES)


@pytest.fixture(scope="module")
def warm_records(
    server_url: str, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Record]:
    return run_locally(database_url, tmp_path_factory.mktemp("warm"), CASES, Share((Runs.WARM,)))


@pytest.fixture(scope="module")
def argos(database_url: str) -> dict[str, Record]:
    if os.environ.get("JOBS_CONFORMANCE") != "1":
        pytest.skip("JOBS_CONFORMANCE=1 is not set: the cases did not run on Argo")
    if not cluster.is_up():
        pytest.skip("the current kube context is not the test cluster: the cases did not run on Argo")
    return cluster.run_on_argo(database_url, CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_on_this_machine(local_records: dict[str, Record], case: Case) -> None:
    assert local_records[case.name] == expected(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_on_warm_processes(warm_records: dict[str, Record], case: Case) -> None:
    assert warm_records[case.name] == expected(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_on_argo(argos: dict[str, Record], case: Case) -> None:
    assert argos[case.name] == expected(case)
