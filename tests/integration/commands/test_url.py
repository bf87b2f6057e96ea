"""On a laptop: `bgjobs url` tells the database of `bgjobs dev`; what README and pages show runs on it as it stands."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg
import pytest

from pipelines.server.api.pipeline_routes import pipelines
from tests.integration.commands.conftest import ROOT, environment
from tests.integration.commands.test_readme import snippets
from tests.support.waiting import PATIENCE

CODE = re.compile(r'data-copy="([^"]*)" aria-label="Copy the line for (\w+)"')


def bgjobs(told: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines", *arguments]
    return ran(told, *command)


def ran(told: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=2 * PATIENCE, check=False
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return environment(tmp_path_factory.mktemp("home"), None)


@pytest.fixture(scope="module")
def url(told: dict[str, str], address: str) -> str:
    done = bgjobs(told, "url")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_without_an_installation_there_is_none(tmp_path: Path) -> None:
    done = bgjobs(environment(tmp_path, None), "url")
    assert (done.returncode, done.stdout) == (1, "")
    assert "`bgjobs dev` makes it" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_configured_one_is_told_as_it_is(tmp_path: Path) -> None:
    known = "postgresql://app:pw@db.example/jobs"
    assert bgjobs(environment(tmp_path, known), "url").stdout == f"{known}\n"


def test_the_system_page_tells_it_too(address: str, url: str) -> None:
    assert (
        f"<code>{url}</code>".replace("&", "&amp;") in httpx.get(f"{address}/system", timeout=PATIENCE).text
    )


def test_the_readmes_python_runs_on_it(told: dict[str, str], url: str) -> None:
    [code] = snippets("python")
    done = ran({**told, "DATABASE_URL": url}, sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select pipeline from jobs.job where id = %s", [done.stdout.strip()]
        ).fetchone()
    assert row == ("news-analyzer",)


@pytest.mark.parametrize("pipeline", pipelines())
def test_the_lines_of_a_pipelines_page_run_as_they_stand(
    told: dict[str, str], address: str, url: str, pipeline: str, tmp_path: Path
) -> None:
    page = httpx.get(f"{address}/pipelines/{pipeline}", timeout=PATIENCE).text
    shown = {name: html.unescape(code) for code, name in CODE.findall(page)}
    assert set(shown) == {"bgjobs", "curl", "Python", "SQL"}
    known = {**told, "DATABASE_URL": url, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = tmp_path / "bgjobs"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m pipelines "$@"\n')
    command.chmod(0o700)
    with psycopg.connect(url, autocommit=True) as connection:
        before = connection.execute(
            "select count(*) from jobs.job where pipeline = %s", [pipeline]
        ).fetchone()
        assert connection.execute(shown["SQL"].encode()).fetchone()
        for line in (["bash", "-c", shown["curl"] + " -sS --fail-with-body"], [sys.executable, "-c", shown["Python"]],
                     ["bash", "-c", shown["bgjobs"].removesuffix(" --wait")]):  # fmt: skip
            done = ran(known, *line)
            assert done.returncode == 0, done.stdout + done.stderr
        after = connection.execute("select count(*) from jobs.job where pipeline = %s", [pipeline]).fetchone()
    assert before is not None
    assert after == (before[0] + 4,)


def test_a_sample_is_the_whole_event(told: dict[str, str], url: str) -> None:
    done = bgjobs(told, "send", "news-analyzer", "--sample", "--document", "x.txt")
    assert done.returncode == 2
    assert "--sample: is the whole event; leave out --data and --document" in " ".join(done.stderr.split())
