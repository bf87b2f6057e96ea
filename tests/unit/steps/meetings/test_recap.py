"""The summary by rules, and the digest it is made from."""

from __future__ import annotations

from steps.meetings.digest import Digest, DigestAction, DigestDecision, DigestTopic, read
from steps.meetings.recap import summary

DIGEST = Digest(
    participants=["Ana", "Tom"],
    topics=[
        DigestTopic(
            id="t0", text="Garden, compost", summary="The compost is ready.", speakers=["Ana", "Tom"]
        ),
        DigestTopic(id="t1", text="Server", summary="The backup failed.", speakers=["Tom"]),
    ],
    decisions=[DigestDecision(id="d0", text="We buy a tent.", made_by="Ana")],
    action_items=[DigestAction(id="a0", text="Order the tent", owner=None, due="by Friday")],
)


def test_there_and_back() -> None:
    assert read(DIGEST.written()) == DIGEST


def test_what_is_no_digest_holds_nothing() -> None:
    for document in ("a", "{}", '{"topics": 3}', "[]"):
        assert read(document) == Digest()


def test_the_gist_counts_and_names() -> None:
    assert summary(DIGEST).gist == (
        "2 people talked about “Garden, compost” and “Server”; 1 decision and 1 action item were found."
    )


def test_the_overview_goes_through_the_topics() -> None:
    assert summary(DIGEST).overview == (
        "First, Ana and Tom discussed garden and compost. Finally, Tom discussed server. Decisions: We buy a tent. "
        "Action items: unassigned: order the tent (by Friday)."
    )


def test_bullets_name_their_items_and_say_nothing_twice() -> None:
    twice = DIGEST.model_copy(update={"topics": [*DIGEST.topics, DIGEST.topics[0]]})
    assert [(bullet.text, bullet.ids) for bullet in summary(twice).bullets] == [
        ("We buy a tent.", ["d0"]),
        ("The compost is ready.", ["t0"]),
        ("The backup failed.", ["t1"]),
    ]


def test_an_empty_meeting_is_said_to_be_one() -> None:
    empty = summary(Digest(participants=["Ana"]))
    assert empty.gist.startswith("One person talked about several things; no decisions")
    assert empty.bullets == []
