"""`bgjobs demo`, as `make demo` runs it: every sample goes from its event to a result worth reading."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipelines import PIPELINES
from pipelines.operations.samples import SAMPLES
from tests.integration.commands.conftest import environment


def test_every_sample_completes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "demo"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(tmp_path / "home", None),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    samples = [pipeline.name for pipeline in PIPELINES if (SAMPLES / f"{pipeline.name}.json").exists()]
    assert f"{len(samples)} of {len(samples)} jobs completed." in done.stdout
    for pipeline in samples:
        assert f"{pipeline}  completed" in done.stdout
