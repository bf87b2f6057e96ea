"""One real sample event per pipeline, for the demonstration, the dashboard's form and the API."""

from __future__ import annotations

import json
from pathlib import Path

from steps.core.events import EVENTS
from steps.core.models import Closed
from steps.core.storage.storage import Storage

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def has_sample(pipeline: str) -> bool:
    return (SAMPLES / f"{pipeline}.json").is_file()


def sample(pipeline: str, storage: Storage) -> Closed | None:
    """The pipeline's sample event: samples/<pipeline>.json, with samples/<pipeline>.<other suffix> as its document.

    The document is put into storage under its digest, so asking again stores nothing new.
    """
    if not has_sample(pipeline):
        return None
    data = json.loads((SAMPLES / f"{pipeline}.json").read_text(encoding="utf-8"))
    documents = [file for file in sorted(SAMPLES.glob(f"{pipeline}.*")) if file.suffix != ".json"]
    if documents:
        data["document"] = storage.put_input(documents[0]).model_dump(exclude_none=True)
    return EVENTS[pipeline].model_validate(data)
