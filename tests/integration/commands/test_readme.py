"""The README's snippets, run as they stand: in order, against `bgjobs dev` on a database of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from steps.core.status import JobStatus
from tests.integration.commands.conftest import ROOT, environment

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = "http://127.0.0.1:8288"
# The beginning of a line that is not run here, and where it is.
ELSEWHERE = {
    "make demo": "test_demo.py runs it",
    "make dev": "the fixture `dev` runs it, on a free port",
    "make new-pipeline": "test_new_pipeline.py runs it, in a copy of the repository",
    "helm install": "needs a cluster: tests/e2e",
    "kubectl": "needs a cluster: tests/e2e",
    "make test": "this is it",
    "make check": "this is part of it",
    "make eval": "measures for minutes: CI and tests/eval",
    "make e2e": "needs a cluster",
    "make conformance": "needs a cluster",
    "make bench": "installs an environment of its own",
}


def snippets(language: str) -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [code for known, code in BLOCK.findall(text) if known == language]


def runs_here(line: str) -> bool:
    return not any(line.startswith(start) for start in ELSEWHERE)


@pytest.fixture(scope="module")
def told(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {**environment(tmp_path_factory.mktemp("home"), database_url), "JOBS_PORT": "0"}


def test_every_language_is_one_that_is_run() -> None:
    languages = {known for known, _ in BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))}
    assert languages == {"sh", "python", "sql"}


def test_what_is_not_run_here_is_still_in_the_readme() -> None:
    lines = [line for code in snippets("sh") for line in code.splitlines()]
    assert not [start for start in ELSEWHERE if not any(line.startswith(start) for line in lines)]


@pytest.mark.parametrize(
    "code", [code for code in snippets("sh") if any(map(runs_here, code.splitlines()))], ids=lambda code: code[:30]
)  # fmt: skip
def test_shell(code: str, address: str, told: dict[str, str], tmp_path: Path) -> None:
    lines = [line for line in code.splitlines() if runs_here(line)]
    script = "\n".join(["set -euo pipefail", *lines]).replace(ADDRESS, address)
    script = script.replace("curl ", "curl --fail-with-body -sS ")
    script = script.replace(".venv/bin/", f"{Path(sys.executable).parent}{os.sep}")
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=told, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_python(told: dict[str, str], connection: psycopg.Connection[tuple[str]]) -> None:
    [code] = snippets("python")
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    row = connection.execute("select pipeline from jobs.job where id = %s", [done.stdout.strip()]).fetchone()
    assert row == ("news-analyzer",)


def test_sql(connection: psycopg.Connection[tuple[str]]) -> None:
    send, look = snippets("sql")
    first = connection.execute(send.encode()).fetchone()
    assert first == connection.execute(send.encode()).fetchone()
    row = connection.execute(look.encode()).fetchone()
    assert row is not None
    assert row[0] in set(JobStatus)
