"""A form as it was sent: data, options and faults."""

from __future__ import annotations

import json

from pipelines.server.api.intake import Accepted
from pipelines.server.api.pipeline_routes import pipelines
from pipelines.server.pages.forms import send_form

NEWS = pipelines()["news-analyzer"]


def test_data_fills_the_fields_or_stands_as_json_where_it_does_not_fit() -> None:
    form = send_form.filled(NEWS, {"text": "Words"}, as_json=False)
    assert form.json is None
    assert form.values == {"text": "Words"}
    assert json.loads(send_form.filled(NEWS, {"colour": "red"}, as_json=False).json or "") == {
        "colour": "red"
    }


def test_a_form_is_read_with_its_options() -> None:
    form, data = send_form.typed(
        NEWS, {"text": "Words", "id": " key ", "run_at": "2026-01-31T09:30", "priority": "2"}
    )
    assert data == {"text": "Words"}
    event = send_form.event_of(NEWS, form, data)
    assert isinstance(event, Accepted)
    assert (event.id, event.priority, event.run_at and event.run_at.isoformat()) == (
        "key",
        2,
        "2026-01-31T09:30:00+00:00",
    )


def test_options_that_make_no_sense_are_named() -> None:
    form, data = send_form.typed(NEWS, {"text": "Words", "priority": "high", "run_at": "soon"})
    assert data is not None
    faults = send_form.event_of(NEWS, form, data)
    assert isinstance(faults, list)
    assert {fault.partition(":")[0] for fault in faults} == {"priority", "run_at"}


def test_a_document_is_called_by_its_name_and_size() -> None:
    document = {"uri": "file:///a/b", "name": "b.pdf", "bytes": 1500}
    assert (
        send_form.filled(NEWS, {"document": document}, as_json=False).document_name("document")
        == "b.pdf, 1.5 kB"
    )
    assert (
        send_form.filled(NEWS, {"document": {"uri": "s3://a/c.pdf"}}, as_json=False).document_name("document")
        == "c.pdf"
    )
    form, _ = send_form.typed(NEWS, {"document": "{"})
    assert form.document_name("document") == ""
    assert form.faults == ["document: is not JSON (line 1, column 2)"]
