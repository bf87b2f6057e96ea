"""Counting where an article mentions its entities: the longest name wins where names overlap."""

from __future__ import annotations

import re
from collections import Counter

from steps.core.models import Evidence
from steps.core.text.spans import Span
from steps.news.models import Entity
from steps.news.wire import WireEntity

_SHOWN = 5  # mentions listed as evidence


def counted(text: str, entities: list[WireEntity], headline: Span | None) -> list[Entity]:
    """Entities with their mentions, most salient first. One that is nowhere in the text is left out."""
    places: dict[int, list[Span]] = {index: [] for index in range(len(entities))}
    owner: dict[str, int] = {}
    for index, entity in enumerate(entities):
        for form in (entity.name, *entity.other_names, *_surname(entity, entities)):
            if len(form.strip()) > 1:
                owner.setdefault(" ".join(form.split()), index)
    if not owner:
        return []
    for match in _pattern(owner).finditer(text):
        places[owner[" ".join(match.group().split())]].append(Span(*match.span()))
    most = max(map(len, places.values()))
    found = [
        _entity(text, entity, places[index], most, headline)
        for index, entity in enumerate(entities)
        if places[index]
    ]
    return sorted(found, key=lambda entity: (-entity.salience, entity.first_offset, entity.name))


def _surname(entity: WireEntity, entities: list[WireEntity]) -> list[str]:
    """The last word of a person's name, if no other entity could be meant by it."""
    if entity.type != "person" or " " not in entity.name.strip():
        return []
    last = entity.name.split()[-1]
    sharing = Counter(word for other in entities for word in {*other.name.split()})
    return [last] if sharing[last] == 1 and last[0].isupper() else []


def _pattern(owner: dict[str, int]) -> re.Pattern[str]:
    """All forms, longest first. A form in a script with spaces must stand as words of its own."""
    forms = sorted(owner, key=lambda form: (-len(form), form))
    return re.compile("|".join(_bounded(form) for form in forms))


def _bounded(form: str) -> str:
    before = r"(?<!\w)" if form[0].isalnum() and ord(form[0]) < 0x2E80 else ""
    after = r"(?!\w)" if form[-1].isalnum() and ord(form[-1]) < 0x2E80 else ""
    inner = r"\s+".join(map(re.escape, form.split()))
    return f"{before}{inner}{after}"


def _entity(text: str, entity: WireEntity, places: list[Span], most: int, headline: Span | None) -> Entity:
    first = places[0].start
    titled = headline is not None and any(place.end <= headline.end for place in places)
    salience = 0.5 * len(places) / most + 0.3 * (1 - first / len(text)) + 0.2 * titled
    return Entity(
        name=" ".join(entity.name.split()),
        type=entity.type,
        mentions=len(places),
        first_offset=first,
        salience=round(salience, 3),
        sentiment=entity.sentiment,
        evidence=[
            Evidence(quote=place.of(text), start=place.start, end=place.end) for place in places[:_SHOWN]
        ],
    )
