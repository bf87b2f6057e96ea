"""From what a user typed to a checked event: every fault is named before anything is stored or started."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.commands.terminal.options import BadInput
from pipelines.operations.known.nearest import none_of
from pipelines.operations.samples import sample
from steps.core.events import EVENTS
from steps.core.json_reading import JsonFault, read_json
from steps.core.models import Closed
from steps.core.storage.storage import Storage
from steps.core.validation import faults

MAX_READ = 64 * 2**20  # bytes of JSON that are read at all


def event_model(pipeline: str) -> type[Closed]:
    """The event model of a pipeline. Errors: BadInput with the names there are."""
    if pipeline in EVENTS:
        return EVENTS[pipeline]
    raise BadInput(f"there is no pipeline of that name: it {none_of(pipeline, EVENTS)}")


def read_data(source: str | None) -> dict[str, Any]:
    """The event's data from a JSON file, from standard input (`-`), or nothing. Errors: BadInput."""
    if source is None:
        return {}
    try:
        if source == "-":
            raw = sys.stdin.buffer.read(MAX_READ + 1)
        else:
            with Path(source).open("rb") as file:
                raw = file.read(MAX_READ + 1)
    except OSError as error:
        raise BadInput(f"--data: {source}: {error.strerror}") from None
    if len(raw) > MAX_READ:
        raise BadInput("--data: larger than 64 MiB; send large inputs as documents with --document")
    try:
        data = read_json(raw)
    except JsonFault as fault:
        raise BadInput(f"--data: {fault}") from None
    if not isinstance(data, dict):
        raise BadInput('--data: must be a JSON object such as {"text": "..."}')
    return data


def typed_event(
    pipeline: str, data: str | None, documents: Sequence[Path] | None, as_sample: bool, storage: Storage
) -> Closed:
    """The event of --data and --document, or of --sample, of a pipeline that there is. Errors: BadInput."""
    if not as_sample:
        return read_event(pipeline, read_data(data), documents or [], storage)
    if data is not None or documents:
        raise BadInput("--sample: is the whole event; leave out --data and --document")
    if (event := sample(pipeline, storage)) is None:
        raise BadInput(f"--sample: {pipeline} has none (pipelines/samples/{pipeline}.json)")
    return event


def read_event(pipeline: str, data: dict[str, Any], documents: Sequence[Path], storage: Storage) -> Closed:
    """Check everything, then store the document and return the event. Errors: BadInput naming each fault."""
    model = event_model(pipeline)
    if documents:
        if "document" not in model.model_fields:
            raise BadInput(f"--document: {pipeline} takes no document")
        if len(documents) > 1:
            raise BadInput(f"--document: {pipeline} takes one document, {len(documents)} were given")
        if "document" in data:
            raise BadInput("document: is given in --data and as --document; leave one out")
        check(model, {**data, "document": {"uri": "file:///checked-before-it-is-stored"}})
        data = {**data, "document": _stored(documents[0], storage)}
    return check(model, data)


def check(model: type[Closed], data: dict[str, Any]) -> Closed:
    """The event's data, typed. Errors: BadInput with one line for each fault."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise BadInput("\n".join(faults(error))) from None


def _stored(path: Path, storage: Storage) -> dict[str, Any]:
    try:
        if not path.is_file():
            raise BadInput(f"--document: {path}: {'is not a file' if path.exists() else 'no such file'}")
        if path.stat().st_size == 0:
            raise BadInput(f"--document: {path}: is empty")
        return storage.put_input(path).model_dump()
    except OSError as error:
        raise BadInput(f"--document: {path}: {error.strerror}") from None
