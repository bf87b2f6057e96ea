"""Themes: what several items speak of, counted from the items whatever the reader of each batch called it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from steps.core.text.spans import word_list, words
from steps.feedback.assemble import AssembledItem
from steps.feedback.models import Aspect, AspectName, Item, Polarity, Theme, ThemeQuote

MOST = 25
_ALIKE = 0.6  # share of words that two names must have in common to be one theme
_QUOTES = 3
_LONGEST_NAME = 60
_LONG, _SHORT = 200, 15  # characters; quotes between them are shown first
_WEAK = word_list("the a an of and or to for in on with is are it its my our your not no problem issue")


@dataclass
class _Group:
    aspect: AspectName
    stems: frozenset[str]
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[tuple[Item, Aspect]] = field(default_factory=list)


@dataclass(frozen=True)
class Spoken:
    """A theme, the ids of the items that blame it, and of those that only wish for something."""

    theme: Theme
    blaming: list[str]
    wishing: list[str]


def themes(reads: Sequence[AssembledItem]) -> list[Spoken]:
    """The themes that most items name, at most 25; once there are many, what a single item names is left out."""
    groups: list[_Group] = []
    by_name: dict[tuple[str, frozenset[str]], _Group] = {}
    for item, aspect, name in _mentions(reads):
        stems = _stems(name)
        group = by_name.get((aspect.aspect, stems)) or _alike(groups, aspect.aspect, stems)
        if group is None:
            group = _Group(aspect.aspect, stems)
            groups.append(group)
        by_name[aspect.aspect, stems] = group
        group.names[" ".join(name.lower().split())[:_LONGEST_NAME] or aspect.aspect] += 1
        group.mentions.append((item, aspect))
    found = [_theme(group, len(reads)) for group in groups]
    found.sort(key=lambda spoken: (-spoken.theme.count, spoken.theme.name, spoken.theme.aspect))
    shared = [spoken for spoken in found if spoken.theme.count > 1]
    return (shared if len(shared) >= 8 else found)[:MOST]


def _mentions(reads: Sequence[AssembledItem]) -> Iterator[tuple[Item, Aspect, str]]:
    for read in reads:
        for aspect, name in zip(read.item.aspects, read.themes, strict=True):
            yield read.item, aspect, name


def _alike(groups: Sequence[_Group], aspect: AspectName, stems: frozenset[str]) -> _Group | None:
    for group in groups:
        if group.aspect == aspect and len(group.stems & stems) >= _ALIKE * max(len(group.stems | stems), 1):
            return group
    return None


def _stems(name: str) -> frozenset[str]:
    plain = [word.lower() for word in words(name)]
    return frozenset(_stem(word) for word in plain if word not in _WEAK) or frozenset(plain)


def _stem(word: str) -> str:
    for suffix in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _theme(group: _Group, n: int) -> Spoken:
    said: dict[str, list[Polarity]] = {}
    for item, aspect in group.mentions:
        said.setdefault(item.id, []).append(aspect.polarity)
    tones = {id: _tone(polarities) for id, polarities in said.items()}
    praised, blamed, wished = (
        [id for id, tone in tones.items() if tone == polarity]
        for polarity in ("positive", "negative", "neutral")
    )
    best = sorted(group.names.items(), key=lambda pair: (-pair[1], pair[0]))
    balance = len(praised) - len(blamed)
    leading: Polarity = "positive" if balance > 0 else "negative" if balance < 0 else "neutral"
    theme = Theme(
        name=best[0][0],
        aspect=group.aspect,
        count=len(said),
        share=round(len(said) / n, 3),
        net_sentiment=round(balance / len(said), 3),
        item_ids=list(said),
        quotes=_quotes(group, leading),
    )
    return Spoken(theme, blamed, wished)


def _tone(polarities: list[Polarity]) -> Polarity:
    balance = polarities.count("positive") - polarities.count("negative")
    return "positive" if balance > 0 else "negative" if balance < 0 else "neutral"


def _quotes(group: _Group, leading: Polarity) -> list[ThemeQuote]:
    """One per item, of the leading tone and of a handy length first, each wording once."""
    ranked = sorted(
        enumerate(group.mentions),
        key=lambda pair: (
            pair[1][1].polarity != leading and leading != "neutral",
            not _SHORT <= len(pair[1][1].evidence.quote) <= _LONG,
            pair[0],
        ),
    )
    chosen: dict[str, ThemeQuote] = {}
    wordings: set[str] = set()
    for _, (item, aspect) in ranked:
        wording = aspect.evidence.quote.casefold()
        if item.id not in chosen and wording not in wordings:
            chosen[item.id] = ThemeQuote(item_id=item.id, **aspect.evidence.model_dump())
            wordings.add(wording)
        if len(chosen) == _QUOTES:
            break
    return list(chosen.values())
