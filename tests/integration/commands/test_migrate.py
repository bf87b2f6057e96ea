"""`bgjobs migrate` may be started before its database is, as it is in a cluster."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.integration.commands.conftest import ROOT, Jobs, environment
from tests.support.waiting import PATIENCE


def test_a_migrated_database_is_left_alone(jobs: Jobs) -> None:
    assert jobs("migrate").stdout == "up to date\n"


def test_it_waits_for_a_database_that_is_still_starting(database_url: str, tmp_path: Path) -> None:
    parts = urlsplit(database_url)
    [socket] = parse_qs(parts.query)["host"]
    later = tmp_path / "s"
    url = parts._replace(query=f"host={later}").geturl()
    waiting = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "migrate", "--wait", "60"],
        env=environment(tmp_path, url),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(2)
    assert waiting.poll() is None
    later.symlink_to(socket)
    assert waiting.communicate(timeout=PATIENCE)[0] == "up to date\n"
    assert waiting.returncode == 0


def test_it_gives_up_when_told(tmp_path: Path) -> None:
    url = f"postgresql://jobs@/jobs?host={tmp_path}"
    tried = subprocess.run(
        [sys.executable, "-m", "pipelines", "migrate", "--wait", "1"],
        env=environment(tmp_path, url),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert tried.returncode != 0
    assert "PostgreSQL did not answer" in tried.stderr
