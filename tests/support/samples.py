"""The samples that the eight pipelines are tried with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "pipelines" / "samples"


def sample(pipeline: str) -> tuple[dict[str, Any], Path | None]:
    """The event's data, and the document that belongs to it."""
    data: dict[str, Any] = json.loads((FOLDER / f"{pipeline}.json").read_text(encoding="utf-8"))
    documents = [path for path in FOLDER.glob(f"{pipeline}.*") if path.suffix != ".json"]
    return data, documents[0] if documents else None
