"""docs/bad-input.md says what every door answers to bad input: a refusal by field, or something harmless."""

from __future__ import annotations

import pytest

from tests.integration.doors.bad_events import BAD_EVENTS, BadEvent
from tests.integration.doors.bad_input_table import PATH, event_answers, request_answers, table
from tests.integration.doors.event_doors import DOORS, tried
from tests.support.serving import Served

TAKEN = ("taken", "202", "303", "exit 0")
# By the name that each door has for the field; a document in JSON names a path of its own.
NAMES = {
    "event_id": ("event_id", "event-id", "id"),
    "data": ("data", "text", "body", "event"),
    "pipeline": ("pipeline", "name"),
}
# PostgreSQL itself refuses these, before any function of ours sees them.
CASTS = ("22P02", "22P05", "22007", "22003", "42883")


def test_the_table_in_the_documentation_is_what_the_doors_answer(site: Served, database_url: str) -> None:
    found = table(event_answers(site, database_url), request_answers(site))
    assert PATH.read_text(encoding="utf-8") == found, "run `make docs`"


@pytest.mark.parametrize("bad", BAD_EVENTS, ids=lambda bad: bad.name)
def test_an_event_that_one_door_refuses_is_refused_by_all_and_by_its_field(
    site: Served, database_url: str, bad: BadEvent
) -> None:
    again = bad.what.startswith("comes again")
    for door in DOORS:
        answer = tried(site, database_url, door, bad)
        if answer is None:
            continue
        status, sentence = answer
        if "hooks" in door and bad.what == "has 201 characters":
            assert status == "202"  # its ids are made from the sender's, and made to fit
            continue
        assert (status in TAKEN) == again, (door, answer)
        assert site.value("select count(*) from jobs.job") == (0 if bad.first is None else 1)
        if not again and status not in CASTS:
            assert any(
                name in sentence for name in NAMES.get(bad.field, (bad.field, bad.field.replace("_", "-")))
            ), (
                door,
                answer,
            )


def test_no_request_is_answered_by_a_500(site: Served) -> None:
    broken = [
        (bad.door, bad.what, answer) for bad, answer in request_answers(site) if answer[0].startswith("5")
    ]
    assert broken == []
