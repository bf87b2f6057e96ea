"""What is typed into the form of a schedule becomes what is asked for, or faults beside their fields."""

from __future__ import annotations

from pipelines.server.pages.schedules.schedule_form import ScheduleForm, empty, given


def test_what_is_left_empty_is_left_out() -> None:
    asked, wrong = given(
        {"pipeline": "trial", "cron": " 0 3 * * * ", "every": "", "data": '{"a": 1}', "tags": ""}
    )
    assert wrong == []
    assert asked == {"pipeline": "trial", "cron": "0 3 * * *", "data": {"a": 1}}


def test_numbers_and_tags_are_read_and_what_is_none_is_left_to_be_refused() -> None:
    asked, wrong = given({"at_most": "3", "priority": "-1", "tags": "a=1, b = x=y ,", "data": ""})
    assert wrong == []
    assert asked == {"at_most": 3, "priority": -1, "tags": {"a": "1", "b": "x=y"}, "data": {}}
    assert given({"at_most": "many", "priority": "--1"})[0]["at_most"] == "many"
    assert given({"priority": "9" * 99})[0]["priority"] == "9" * 99


def test_what_cannot_be_read_is_named_by_field() -> None:
    _, wrong = given({"tags": "region", "data": "{"})
    assert [fault.partition(":")[0] for fault in wrong] == ["tags", "data"]


def test_faults_stand_beside_their_fields_and_open_the_options() -> None:
    form = ScheduleForm(
        {}, faults=["cron, every: exactly one of them is needed", "data.text: is required", "odd: what"]
    )
    assert form.by_field == {
        "cron": ["exactly one of them is needed"],
        "every": ["exactly one of them is needed"],
        "data": ["data.text: is required"],
        "": ["odd: what"],
    }
    assert not empty().options_opened
    assert ScheduleForm({}, faults=["tags: must be"]).options_opened
    assert ScheduleForm({"priority": "2"}).options_opened
