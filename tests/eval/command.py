"""Jobs as a user runs them, for the evaluation: `bgjobs run … --json` in an installation of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    home: Path

    def run(self, pipeline: str, data: dict[str, Any], document: Path | None = None) -> dict[str, Any]:
        """The finished job: the object that `--json` prints."""
        command = [sys.executable, "-m", "pipelines", "run", pipeline, "--data", "-", "--json"]
        done = subprocess.run(
            [*command, *(["--document", str(document)] if document else [])],
            input=json.dumps(data),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "JOBS_HOME": str(self.home), "PYTHONPATH": str(ROOT)},
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr)
        job_object: dict[str, Any] = json.loads(done.stdout)
        return job_object


@contextmanager
def installation() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="jobs-eval-"))
    try:
        yield Installation(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
