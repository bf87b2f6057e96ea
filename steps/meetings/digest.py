"""What the last question is about: the items found so far, each with an id that the summary can point to."""

from __future__ import annotations

from pydantic import ValidationError

from steps.core.models import Closed
from steps.meetings.models import ActionItem, Decision, Participant, Topic


class Item(Closed):
    id: str
    text: str


class DigestTopic(Item):
    """`text` is its title."""

    summary: str
    speakers: list[str]


class DigestDecision(Item):
    made_by: str | None


class DigestAction(Item):
    owner: str | None
    due: str | None


class DigestPoint(Item):
    speaker: str


class Digest(Closed):
    """A meeting as items. Its JSON is the document of the last question."""

    title: str | None = None
    participants: list[str] = []
    topics: list[DigestTopic] = []
    decisions: list[DigestDecision] = []
    action_items: list[DigestAction] = []
    open_questions: list[Item] = []
    points: list[DigestPoint] = []

    def written(self) -> str:
        return self.model_dump_json(indent=1)


def read(document: str) -> Digest:
    """The digest that a document holds; a document that is none holds no items."""
    try:
        return Digest.model_validate_json(document)
    except ValidationError:
        return Digest()


def speakers(topic: Topic, talk: list[tuple[str, int]], most: int = 2) -> list[str]:
    """Who says most in a topic. `talk` is, for each turn, its speaker and its number of words."""
    counts: dict[str, int] = {}
    for name, count in talk[topic.start_turn : topic.end_turn + 1]:
        counts[name] = counts.get(name, 0) + count
    return sorted(counts, key=lambda name: -counts[name])[:most]


def digest(
    *,
    title: str | None,
    people: list[Participant],
    topics: list[Topic],
    decisions: list[Decision],
    actions: list[ActionItem],
    questions: list[str],
    points: list[tuple[str, str]],
    talk: list[tuple[str, int]],
) -> Digest:
    """`points` are speaker and text; `talk` as in speakers()."""
    return Digest(
        title=title,
        participants=[person.name for person in people],
        topics=[
            DigestTopic(id=f"t{n}", text=topic.title, summary=topic.summary, speakers=speakers(topic, talk))
            for n, topic in enumerate(topics)
        ],
        decisions=[
            DigestDecision(id=f"d{n}", text=decision.text, made_by=decision.made_by)
            for n, decision in enumerate(decisions)
        ],
        action_items=[
            DigestAction(id=f"a{n}", text=action.task, owner=action.owner, due=action.due_text)
            for n, action in enumerate(actions)
        ],
        open_questions=[Item(id=f"q{n}", text=text) for n, text in enumerate(questions)],
        points=[
            DigestPoint(id=f"p{n}", text=text, speaker=speaker) for n, (speaker, text) in enumerate(points)
        ],
    )
