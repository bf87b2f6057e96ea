"""`bgjobs demo`, as `make demo` runs it: every sample goes from its event to a result worth reading."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import PIPELINES
from pipelines.operations.samples import SAMPLES
from tests.integration.commands.conftest import environment
from tests.support.processes import WITHOUT_LINUX


@pytest.mark.parametrize("path", ["", WITHOUT_LINUX], ids=["as it is", "without what only Linux has"])
def test_every_sample_completes(path: str, tmp_path: Path) -> None:
    told = environment(tmp_path / "home", None)
    told["PYTHONPATH"] = os.pathsep.join(filter(None, [path, told["PYTHONPATH"]]))
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "demo"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=told,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    samples = [pipeline.name for pipeline in PIPELINES if (SAMPLES / f"{pipeline.name}.json").exists()]
    assert f"{len(samples)} of {len(samples)} jobs completed." in done.stdout
    for pipeline in samples:
        assert f"{pipeline}  completed" in done.stdout
