"""The result as Markdown for people: what happened first, then who said what, then the figures."""

from __future__ import annotations

import re

from steps.news.models import Answer, Entity, NewsResult

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_QUESTIONS = ("who", "what", "when", "where", "why", "how")
_KINDS = {"person": "People", "organization": "Organisations", "place": "Places"}


def report(result: NewsResult, *, engine: str, quality_note: str | None, warnings: list[str]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        _head(result),
        _engine(engine, quality_note),
        _summary(result),
        _answers(result),
        _entities(result),
    ]
    parts += [_quotes(result), _claims(result), _figures(result), _timeline(result), _facts(result)]
    parts.append(_list("Warnings", [plain(warning) for warning in warnings]))
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Text of the article in one line, with nothing in it that Markdown would take for a mark."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _head(result: NewsResult) -> str:
    told = (result.publisher, result.byline, result.published_at and result.published_at.isoformat())
    facts = [plain(fact) for fact in told if fact]
    facts.append(f"{result.reading.words} words, {result.reading.minutes} min")
    return f"# {plain(result.headline or 'Article without a headline')}\n\n{' · '.join(facts)}"


def _engine(engine: str, quality_note: str | None) -> str:
    return f"> Read by {plain(engine)}." + (f"\n> {plain(quality_note)}" if quality_note else "")


def _summary(result: NewsResult) -> str:
    bullets = [plain(bullet.text) for bullet in result.summary.bullets]
    return f"**{plain(result.summary.one_sentence)}**" + "".join(
        f"\n{'' if i else chr(10)}- {b}" for i, b in enumerate(bullets)
    )


def _answers(result: NewsResult) -> str:
    rows = []
    for question in _QUESTIONS:
        answer: Answer | None = getattr(result.five_w_one_h, question)
        rows.append(f"| {question} | {plain(answer.answer) if answer else '–'} |")
    return "\n".join(["## Six questions", "", "| | |", "|---|---|", *rows])


def _entities(result: NewsResult) -> str:
    lines = []
    for kind, title in _KINDS.items():
        if named := [entity for entity in result.entities if entity.type == kind]:
            lines.append(f"**{title}:** {_named(named)}")
    if others := [entity for entity in result.entities if entity.type not in _KINDS]:
        lines.append(f"**Others:** {_named(others)}")
    return "\n\n".join(["## Named", *lines]) if lines else ""


def _named(entities: list[Entity]) -> str:
    return ", ".join(
        plain(entity.name) + (f" ({entity.mentions}×)" if entity.mentions > 1 else "") for entity in entities
    )


def _quotes(result: NewsResult) -> str:
    lines = [
        f"> {plain(said.quote)}\n>\n> — {plain(said.speaker or 'speaker not named')}"
        for said in result.quotes
    ]
    return "\n\n".join(["## Quotes", *lines]) if lines else ""


def _claims(result: NewsResult) -> str:
    return _list(
        "Claims",
        [
            f"{plain(claim.text)} ({claim.kind}"
            + (f", {plain(claim.attributed_to)}" if claim.attributed_to else "")
            + (", checkable)" if claim.checkable else ")")
            for claim in result.claims
        ],
    )


def _figures(result: NewsResult) -> str:
    rows = [
        f"| {figure.value:,f} | {plain(figure.unit or '')} | {plain(figure.what)} |"
        for figure in result.figures
    ]
    return "\n".join(["## Figures", "", "| value | unit | what |", "|---:|---|---|", *rows]) if rows else ""


def _timeline(result: NewsResult) -> str:
    return _list("Timeline", [f"{moment.date}: {plain(moment.event)}" for moment in result.timeline])


def _facts(result: NewsResult) -> str:
    topics = ", ".join(f"{topic.name} ({topic.confidence:.0%})" for topic in result.topics)
    terms = ", ".join(plain(term.term) for term in result.framing.loaded_terms)
    framing = result.framing
    lines = [
        f"Topics: {topics or 'none stands out'}",
        f"Keywords: {plain(', '.join(result.keywords)) or 'none'}",
        f"Wording: {result.sentiment.label} ({result.sentiment.score:+.2f}), tone {plain(framing.tone)}",
        f"Sources: {framing.named_sources} named, {framing.anonymous_sources} not named; "
        f"{framing.attribution_rate:.0%} of the sentences are attributed",
    ]
    if terms:
        lines.append(f"Words that judge: {terms}")
    if result.reading.grade is not None:
        lines.append(f"Reading level: Flesch-Kincaid grade {result.reading.grade}")
    return _list("How it is told", lines)


def _list(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {line}" for line in lines)]) if lines else ""
