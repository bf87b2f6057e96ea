"""The committed files under k8s/ are what the code makes, to the byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipelines import PIPELINES
from pipelines.commands.operate.render import render as command
from pipelines.core import rendering
from pipelines.core.pipeline import Pipeline
from pipelines.core.rendered.template import parse

RENDER = """
import json
from pipelines import PIPELINES
from pipelines.core.rendering import rendered
print(json.dumps(rendered(PIPELINES)))
"""
app = typer.Typer()
app.command()(command)


def test_committed_files_are_up_to_date(rendered: dict[str, str]) -> None:
    faults = rendering.faults(rendered, rendering.K8S)
    assert not faults, f"k8s/: {', '.join(faults)}; run `bgjobs render` and commit what it writes"


def test_rendering_again_gives_the_same_bytes(rendered: dict[str, str]) -> None:
    again = subprocess.run(
        [sys.executable, "-c", RENDER],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert json.loads(again.stdout) == rendered


def test_every_file_says_that_it_is_generated(rendered: dict[str, str]) -> None:
    for name, text in rendered.items():
        assert rendering.MARK in text.splitlines()[0 if name.endswith(".yaml") else 3], name


def test_every_job_has_a_workflow_and_an_event_schema(rendered: dict[str, str]) -> None:
    for pipeline in PIPELINES:
        assert {f"workflows/{pipeline.name}.yaml", f"schemas/events/{pipeline.name}.json"} <= rendered.keys()


def test_the_local_executor_knows_everything_a_template_says(rendered: dict[str, str]) -> None:
    for name, text in rendered.items():
        if name.startswith("workflows/"):
            assert parse(text, name).metadata.name in name


def test_check_passes_where_nothing_changed_and_names_what_did(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["--output", str(tmp_path)]).exit_code == 0
    assert CliRunner().invoke(app, ["--check", "--output", str(tmp_path)]).exit_code == 0
    (tmp_path / "workflows" / "news-analyzer.yaml").write_text("changed by hand")
    (tmp_path / "workflows" / "stranger.yaml").write_text("nobody made this")
    (tmp_path / "schemas" / "events" / "gdpr-exporter.json").unlink()
    result = CliRunner().invoke(app, ["--check", "--output", str(tmp_path)])
    assert result.exit_code == 1
    for fault in (
        "stale workflows/news-analyzer.yaml",
        "extra workflows/stranger.yaml",
        "missing schemas/events/gdpr-exporter.json",
        "bgjobs render",
    ):
        assert fault in result.output


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda pipeline: pipeline.name)
def test_a_result_schema_stands_exactly_where_the_job_has_a_result(
    rendered: dict[str, str], pipeline: Pipeline
) -> None:
    model = rendering.result(pipeline)
    assert (f"schemas/results/{pipeline.name}.json" in rendered) == (model is not None)
