"""The result as Markdown for people: what happened first, then who said what, then the figures."""

from __future__ import annotations

from steps.core.text.markdown import bullets, document, escape, note, section, table
from steps.news.models import Answer, Entity, NewsResult

_QUESTIONS = ("who", "what", "when", "where", "why", "how")
_KINDS = {"person": "People", "organization": "Organisations", "place": "Places"}


def report(result: NewsResult, *, engine: str, quality_note: str | None, warnings: list[str]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        _head(result),
        note(f"Read by {engine}.", quality_note),
        _summary(result),
        _answers(result),
        _entities(result),
    ]
    parts += [_quotes(result), _claims(result), _figures(result), _timeline(result), _facts(result)]
    parts.append(section("Warnings", bullets(map(escape, warnings))))
    return document(parts)


def _head(result: NewsResult) -> str:
    told = (result.publisher, result.byline, result.published_at and result.published_at.isoformat())
    facts = [escape(fact) for fact in told if fact]
    facts.append(f"{result.reading.words} words, {result.reading.minutes} min")
    return f"# {escape(result.headline or 'Article without a headline')}\n\n{' · '.join(facts)}"


def _summary(result: NewsResult) -> str:
    points = bullets(escape(bullet.text) for bullet in result.summary.bullets)
    return f"**{escape(result.summary.one_sentence)}**" + (f"\n\n{points}" if points else "")


def _answers(result: NewsResult) -> str:
    rows = []
    for question in _QUESTIONS:
        answer: Answer | None = getattr(result.five_w_one_h, question)
        rows.append((question, escape(answer.answer) if answer else "–"))
    return section("Six questions", table(("", ""), rows))


def _entities(result: NewsResult) -> str:
    lines = []
    for kind, title in _KINDS.items():
        if named := [entity for entity in result.entities if entity.type == kind]:
            lines.append(f"**{title}:** {_named(named)}")
    if others := [entity for entity in result.entities if entity.type not in _KINDS]:
        lines.append(f"**Others:** {_named(others)}")
    return section("Named", "\n\n".join(lines))


def _named(entities: list[Entity]) -> str:
    return ", ".join(
        escape(entity.name) + (f" ({entity.mentions}×)" if entity.mentions > 1 else "") for entity in entities
    )


def _quotes(result: NewsResult) -> str:
    lines = [
        f"> {escape(said.quote)}\n>\n> — {escape(said.speaker or 'speaker not named')}"
        for said in result.quotes
    ]
    return section("Quotes", "\n\n".join(lines))


def _claims(result: NewsResult) -> str:
    return section(
        "Claims",
        bullets(
            f"{escape(claim.text)} ({claim.kind}"
            + (f", {escape(claim.attributed_to)}" if claim.attributed_to else "")
            + (", checkable)" if claim.checkable else ")")
            for claim in result.claims
        ),
    )


def _figures(result: NewsResult) -> str:
    rows = [
        (f"{figure.value:,f}", escape(figure.unit or ""), escape(figure.what)) for figure in result.figures
    ]
    return section("Figures", table(("value:", "unit", "what"), rows))


def _timeline(result: NewsResult) -> str:
    return section(
        "Timeline", bullets(f"{moment.date}: {escape(moment.event)}" for moment in result.timeline)
    )


def _facts(result: NewsResult) -> str:
    topics = ", ".join(f"{topic.name} ({topic.confidence:.0%})" for topic in result.topics)
    terms = ", ".join(escape(term.term) for term in result.framing.loaded_terms)
    framing = result.framing
    lines = [
        f"Topics: {topics or 'none stands out'}",
        f"Keywords: {escape(', '.join(result.keywords)) or 'none'}",
        f"Wording: {result.sentiment.label} ({result.sentiment.score:+.2f}), tone {escape(framing.tone)}",
        f"Sources: {framing.named_sources} named, {framing.anonymous_sources} not named; "
        f"{framing.attribution_rate:.0%} of the sentences are attributed",
    ]
    if terms:
        lines.append(f"Words that judge: {terms}")
    if result.reading.grade is not None:
        lines.append(f"Reading level: Flesch-Kincaid grade {result.reading.grade}")
    return section("How it is told", bullets(lines))
