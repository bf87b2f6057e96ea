"""Each long-lived command behind a PgBouncer of transactions, as a user starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.reconciler.kubernetes_api import KubernetesApi, environment_of
from tests.support.debian import Debian, free_port, pgbouncer
from tests.support.waiting import PATIENCE, until

SENTENCE = (
    "the database's address leads through a pooler that gives each transaction another connection, and the {} needs "
    "one of its own: set DATABASE_DIRECT_URL to PostgreSQL itself, or to a pool of sessions"
)


@pytest.fixture(scope="module")
def pooler(debian: Debian) -> Iterator[Debian]:
    with pgbouncer(debian, size=8) as pooler:
        yield pooler


@pytest.fixture
def environment(tmp_path: Path, pooler: Debian) -> Iterator[dict[str, str]]:
    with KubernetesApi() as api:
        told = environment_of(api, tmp_path, pooler.url("jobs", "app"))
        yield {**told, "JOBS_PORT": str(free_port())}


@pytest.mark.parametrize(
    ("command", "who"), [(("control",), "control plane"), (("dev", "--no-reload"), "dispatcher")]
)
def test_what_needs_a_session_says_so_at_its_start(
    environment: dict[str, str], command: tuple[str, ...], who: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == SENTENCE.format(who)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["control", "serve"])
def test_with_the_direct_address_or_no_need_of_one_it_is_ready(
    environment: dict[str, str], debian: Debian, command: str
) -> None:
    told = dict(environment)
    if command == "control":
        told["DATABASE_DIRECT_URL"] = debian.url("jobs", "app")
    process = subprocess.Popen([sys.executable, "-m", "pipelines", command], env=told)
    try:
        until(lambda: process.poll() is None and _ready(int(told["JOBS_PORT"])))
    finally:
        process.kill()
        process.wait()


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=PATIENCE).status_code == 200
    except httpx.HTTPError:
        return False
