"""Writing and comparing the generated files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.core import rendering
from steps.core.models import Closed

FILES = {"workflows/a.yaml": "a\n", "schemas/events/a.json": "{}\n"}


class Asked(Closed):
    """Something is asked for."""

    text: str


def test_what_was_written_has_no_faults(tmp_path: Path) -> None:
    rendering.write(FILES, tmp_path)
    assert rendering.faults(FILES, tmp_path) == []


@pytest.mark.parametrize(
    ("now", "faults"),
    [
        ({**FILES, "workflows/a.yaml": "b\n"}, ["stale workflows/a.yaml"]),
        ({**FILES, "workflows/b.yaml": "b\n"}, ["missing workflows/b.yaml"]),
        ({"schemas/events/a.json": "{}\n"}, ["extra workflows/a.yaml"]),
        ({"schemas/events/a.json": "{}\r\n"}, ["stale schemas/events/a.json", "extra workflows/a.yaml"]),
    ],
)
def test_every_difference_is_named(tmp_path: Path, now: dict[str, str], faults: list[str]) -> None:
    rendering.write(FILES, tmp_path)
    assert rendering.faults(now, tmp_path) == faults


def test_writing_removes_what_is_generated_no_more_and_leaves_the_rest(tmp_path: Path) -> None:
    rendering.write({**FILES, "workflows/old.yaml": "old\n"}, tmp_path)
    (tmp_path / "README.md").write_text("by hand")
    rendering.write(FILES, tmp_path)
    assert rendering.faults(FILES, tmp_path) == []
    assert (tmp_path / "README.md").read_text() == "by hand"
    assert not (tmp_path / "workflows/old.yaml").exists()


def test_a_folder_that_is_not_there_lacks_everything(tmp_path: Path) -> None:
    assert rendering.faults(FILES, tmp_path / "new") == [
        "missing schemas/events/a.json",
        "missing workflows/a.yaml",
    ]


def test_a_schema_says_what_it_is_and_where_it_comes_from() -> None:
    text = rendering.schema_text(Asked, "jobs/a.requested")
    assert '"$id": "jobs/a.requested"' in text
    assert rendering.MARK in text
    assert '"additionalProperties": false' in text
    assert text.endswith("}\n")
