"""Every generated document by its path; writing them, and naming those that differ."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipelines import PIPELINES
from pipelines.commands.documentation.blocks import code, table, with_blocks
from pipelines.commands.documentation.codes import error_codes_page, exit_codes_page
from pipelines.commands.documentation.pipeline_page import pipeline_page
from pipelines.commands.documentation.settings_page import settings_page

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("docs/pipelines", "docs/reference")  # all that lies there is generated


def documents(root: Path = ROOT) -> dict[str, str]:
    """Path below the repository: text. Errors: MarkerMissing where README.md has lost a block's markers."""
    files = {f"docs/pipelines/{pipeline.name}.md": pipeline_page(pipeline) for pipeline in PIPELINES}
    files["docs/reference/settings.md"] = settings_page()
    files["docs/reference/exit-codes.md"] = exit_codes_page()
    files["docs/reference/error-codes.md"] = error_codes_page()
    readme = (root / "README.md").read_text(encoding="utf-8")
    files["README.md"] = with_blocks(readme, {"pipelines": pipelines_table()})
    return files


def pipelines_table() -> str:
    rows = [
        (
            f"[{pipeline.name}](docs/pipelines/{pipeline.name}.md)",
            pipeline.description,
            ", ".join(map(code, pipeline.event.model_fields)),
            f"{pipeline.budget // 60} min" if pipeline.budget < 3600 else f"{pipeline.budget // 3600} h",
        )
        for pipeline in PIPELINES
    ]
    return table(("pipeline", "what it does", "fields of its event", "time limit"), rows)


def differences(files: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """`stale`, `missing` or `extra`, and the path."""
    found = [
        f"{'stale' if (root / name).is_file() else 'missing'} {name}"
        for name, text in files.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != text
    ]
    return found + [f"extra {name}" for name in _extra(files, root)]


def write(files: Mapping[str, str], root: Path = ROOT) -> None:
    for name in _extra(files, root):
        (root / name).unlink()
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def _extra(files: Mapping[str, str], root: Path) -> list[str]:
    there = [path for folder in FOLDERS for path in sorted((root / folder).glob("*.md"))]
    return [name for path in there if (name := path.relative_to(root).as_posix()) not in files]
