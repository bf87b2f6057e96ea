"""A job whose steps do not fit together must not pass, and the message must say where."""

from __future__ import annotations

import pytest

from pipelines.core.rendered.graph import before
from pipelines.core.wiring import GIVEN_ON_EXIT, RESERVED, Node, WiringError, check
from steps.core.models import Closed, Model


class Event(Closed):
    text: str
    language: str | None = None
    limit: int = 3


class Nothing(Model):
    pass


class Words(Model):
    words: list[str]


class Maybe(Model):
    words: list[str] | None = None


class NeedsText(Model):
    text: str


class NeedsWords(Model):
    words: list[str]


def test_event_and_earlier_outputs_together_satisfy_a_step() -> None:
    class Both(Model):
        text: str
        words: list[str]

    check(
        Event,
        {"split": Node(NeedsText, Words), "count": Node(Both, Nothing, ("split",))},
    )


def test_a_gap_names_the_step_and_the_field() -> None:
    with pytest.raises(WiringError, match="count needs `words`, but neither the event nor a step before it"):
        check(Event, {"split": Node(NeedsText, Nothing), "count": Node(NeedsWords, Nothing, ("split",))})


def test_an_output_reaches_past_the_next_step() -> None:
    nodes = {
        "split": Node(NeedsText, Words),
        "look": Node(Nothing, Nothing, ("split",)),
        "count": Node(NeedsWords, Nothing, ("look",)),
    }
    check(Event, nodes)
    assert before({name: node.after for name, node in nodes.items()}, "count") == {"split", "look"}


def test_two_steps_giving_one_field_are_named() -> None:
    nodes = {
        "left": Node(NeedsText, Words),
        "right": Node(NeedsText, Words),
        "count": Node(NeedsWords, Nothing, ("left", "right")),
    }
    with pytest.raises(WiringError, match="count needs `words`, but left and right all give it"):
        check(Event, nodes)


def test_a_field_from_both_the_event_and_a_step_is_refused() -> None:
    class Text(Model):
        text: str

    nodes = {"read": Node(Nothing, Text), "count": Node(NeedsText, Nothing, ("read",))}
    with pytest.raises(WiringError, match="count needs `text`, but read and the event all give it"):
        check(Event, nodes)


def test_an_optional_field_may_be_given_by_nobody_but_not_by_two() -> None:
    check(Event, {"count": Node(Maybe, Nothing)})
    with pytest.raises(WiringError, match="all give it"):
        check(
            Event,
            {"a": Node(Nothing, Words), "b": Node(Nothing, Words), "count": Node(Maybe, Nothing, ("a", "b"))},
        )


def test_what_runs_beside_a_step_or_after_it_gives_it_nothing() -> None:
    with pytest.raises(WiringError, match="split, which gives it, does not come before"):
        check(Event, {"split": Node(NeedsText, Words), "count": Node(NeedsWords, Nothing)})
    with pytest.raises(WiringError, match="neither the event nor a step before it"):
        check(Event, {"count": Node(NeedsWords, Nothing), "split": Node(NeedsText, Words, ("count",))})


def test_a_step_that_runs_later_is_no_second_source() -> None:
    class Text(Model):
        text: str

    check(Event, {"read": Node(NeedsText, Nothing), "result": Node(Nothing, Text, ("read",))})


def test_what_the_event_may_leave_out_needs_the_same_default() -> None:
    class Required(Model):
        limit: int

    class Other(Model):
        limit: int = 5

    class Same(Model):
        limit: int = 3

    with pytest.raises(WiringError, match=r"step needs `limit`, but the event may leave it out.* 3"):
        check(Event, {"step": Node(Required, Nothing)})
    with pytest.raises(WiringError, match="its default is not the event's, 3"):
        check(Event, {"step": Node(Other, Nothing)})
    check(Event, {"step": Node(Same, Nothing)})


def test_an_event_field_that_may_be_null_needs_an_input_that_takes_null() -> None:
    class NeedsLanguage(Model):
        language: str = "en"

    with pytest.raises(WiringError, match="the event may give null"):
        check(Event, {"step": Node(NeedsLanguage, Nothing)})
    check(Event, {"split": Node(NeedsText, Maybe), "count": Node(NeedsWords, Nothing, ("split",))})


def test_the_runner_gives_reserved_fields_and_the_exit_handler_gets_two_more() -> None:
    class Reserved(Model):
        pipeline: str
        data: dict[str, object]

    class OnExit(Model):
        workflow_status: str
        workflow_failures: str

    check(
        Event,
        {"step": Node(Reserved, Nothing), "exit": Node(OnExit, Nothing, given=RESERVED | GIVEN_ON_EXIT)},
    )
    with pytest.raises(WiringError, match="workflow_status"):
        check(Event, {"step": Node(OnExit, Nothing)})


def test_every_fault_is_named_at_once() -> None:
    class Two(Model):
        first: str
        second: str

    with pytest.raises(WiringError, match=r"(?s)first.*second"):
        check(Event, {"step": Node(Two, Nothing)})
