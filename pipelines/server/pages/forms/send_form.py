"""The form that sends an event: what stands in it at first, what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request

from pipelines.server.api.intake import Accepted, check
from pipelines.server.api.pipeline_routes import PipelineInfo
from pipelines.server.pages.formats import pretty_json, size
from pipelines.server.pages.forms.form_fields import (
    FormField,
    data_of,
    faults_by_field,
    form_fields,
    values_of,
)
from steps.core.json_reading import JsonFault, read_json

MAX_FIELD = 2 * 2**20  # bytes of one field; the event as a whole is checked against its own limit
MAX_FIELDS = 200  # a pipeline has ten
OPTIONS = ("id", "run_at", "priority", "tenant")


async def _values(request: Request) -> dict[str, str]:
    async with request.form(max_part_size=MAX_FIELD, max_fields=MAX_FIELDS, max_files=MAX_FIELDS) as form:
        return {name: value for name, value in form.multi_items() if isinstance(value, str)}


FormValues = Annotated[dict[str, str], Depends(_values)]


@dataclass(frozen=True)
class SendForm:
    """`values` are what stands in the controls; `json` is set where all data stands in one of them."""

    fields: list[FormField]
    values: Mapping[str, str]
    options: Mapping[str, str]
    json: str | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def by_field(self) -> dict[str, list[str]]:
        known = [] if self.json is not None else self.fields
        return faults_by_field(known, (fault.removeprefix("data.") for fault in self.faults))

    def document_name(self, name: str) -> str:
        """What people call the document in this control: its file name and size."""
        try:
            document = read_json(self.values.get(name) or "{}")
        except JsonFault:
            document = {}
        if not isinstance(document, dict) or not document:
            return ""
        told = str(document.get("name") or str(document.get("uri", "")).rpartition("/")[2])
        return f"{told}, {size(document['bytes'])}" if isinstance(document.get("bytes"), int) else told


def filled(pipeline: PipelineInfo, data: Mapping[str, Any], *, as_json: bool) -> SendForm:
    """The form with this data in it."""
    fields = form_fields(pipeline.event_schema)
    fits = set(data) <= {known.name for known in fields}
    return SendForm(
        fields, values_of(fields, data), {}, json=pretty_json(data) if as_json or not fits else None
    )


def typed(pipeline: PipelineInfo, values: Mapping[str, str]) -> tuple[SendForm, dict[str, Any] | None]:
    """The form as it was sent, and the event's data; None where it cannot be read, with the faults in the form."""
    fields = form_fields(pipeline.event_schema)
    options = {name: values[name].strip() for name in OPTIONS if values.get(name, "").strip()}
    if "data" in values:
        data, faults = _json_object(values["data"])
    else:
        data, faults = data_of(fields, values)
    form = SendForm(fields, values, options, json=values.get("data"), faults=faults)
    return form, None if faults else data


def event_of(pipeline: PipelineInfo, form: SendForm, data: dict[str, Any]) -> Accepted | list[str]:
    """The event, or its faults as `field: sentence`."""
    event: dict[str, Any] = {"name": pipeline.event, "data": data}
    event |= {name: form.options[name] for name in ("id", "tenant") if name in form.options}
    if "run_at" in form.options:
        event["run_at"] = form.options["run_at"] + ("Z" if "T" in form.options["run_at"] else "")
    if "priority" in form.options:
        event["priority"] = _number(form.options["priority"])
    return check(event)


def _number(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


def _json_object(text: str) -> tuple[dict[str, Any], list[str]]:
    try:
        data = read_json(text)
    except JsonFault as fault:
        return {}, [f"{'.'.join(filter(None, ['data', fault.field]))}: {fault.sentence}"]
    return (data, []) if isinstance(data, dict) else ({}, ["data: must be a JSON object"])
