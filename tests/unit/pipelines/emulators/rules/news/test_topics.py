"""Topics come from the closed list, surest first, and only when their words stand out."""

from __future__ import annotations

from typing import get_args

import pytest

from pipelines.emulators.rules.news.topics import topics
from steps.news.iptc import TOPIC_NAMES, Medtop


@pytest.mark.parametrize(
    ("headline", "body", "name"),
    [
        (
            "Storm and rain expected",
            "Snow and wind follow the storm. The temperature falls and rain returns.",
            "weather",
        ),
        (
            "Striker leaves club",
            "The football league match ended with one goal. The coach and the team left.",
            "sport",
        ),
        (
            "Church elects bishop",
            "The pope and the bishop met in the church. A priest spoke of faith.",
            "religion",
        ),
        (
            "Vaccine trial",
            "The hospital gave patients the vaccine. Doctors saw no disease or infection.",
            "health",
        ),
    ],
)
def test_the_first_topic(headline: str, body: str, name: str) -> None:
    assert TOPIC_NAMES[topics(headline, body)[0].medtop] == name


def test_no_topic_is_named_on_thin_ground() -> None:
    assert topics(None, "Nothing of note happened there.") == []
    assert topics("Rain", "Rain and rain and rain.") == []


def test_topics_are_few_and_never_certain(text: str) -> None:
    found = topics(None, text)
    assert 1 <= len(found) <= 3
    assert sum(topic.confidence for topic in found) <= 0.91
    assert [topic.confidence for topic in found] == sorted((t.confidence for t in found), reverse=True)


def test_every_topic_has_its_iptc_name() -> None:
    assert tuple(TOPIC_NAMES) == get_args(Medtop)
    assert [code[7:] for code in TOPIC_NAMES] == [f"{number:02d}000000" for number in range(1, 18)]
