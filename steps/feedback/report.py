"""The result as Markdown for people: the numbers, what hurts, who needs an answer today, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steps.core.text.markdown import bullets, code, document, escape, note, section, table
from steps.feedback.models import FeedbackResult, Item

_MOST_THEMES = 12
_MOST_LISTED = 15


def report(result: FeedbackResult, *, engine: str, quality_note: str | None, warnings: Sequence[str]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        f"# What {len(result.items)} customers said"
        if len(result.items) != 1
        else "# What one customer said",
        note(f"Read by {engine}.", quality_note),
        f"**{escape(result.summary)}**",
        _numbers(result),
        _list("Needs somebody today", [f"{code(e.item_id)} {escape(e.why)}" for e in result.escalations]),
        _themes(result),
        _list("What to do", [escape(recommendation.text) for recommendation in result.recommendations]),
        _groups("Over time", "period", [(p.period, p.n, p.net_sentiment) for p in result.trend]),
        _groups("By segment", "segment", [(s.segment, s.n, s.net_sentiment) for s in result.segments]),
        _marked(result.items),
        _list("Said twice", [", ".join(map(code, ids)) for ids in result.duplicates]),
        _list("Warnings", [escape(warning) for warning in warnings]),
    ]
    return document(parts)


def _numbers(result: FeedbackResult) -> str:
    n = max(len(result.items), 1)
    counts = result.distribution
    named = {
        "positive": counts.positive, "negative": counts.negative, "mixed": counts.mixed, "neutral": counts.neutral,
    }  # fmt: skip
    rows = [(name, count, f"{count / n:.0%}") for name, count in named.items()]
    lines = [table(("", "items:", "share:"), rows)]
    if result.nps:
        nps = result.nps
        lines += [
            "",
            f"NPS **{nps.score:+}** ({nps.promoters} promoters, {nps.passives} passives, {nps.detractors} detractors, "
            f"n = {nps.n})",
        ]
    if result.csat:
        lines += [
            "",
            f"CSAT **{result.csat.mean}** of 5, {result.csat.pct_4_5} % gave 4 or 5 (n = {result.csat.n})",
        ]
    return "\n".join(lines)


def _themes(result: FeedbackResult) -> str:
    shown = result.themes[:_MOST_THEMES]
    rows = [
        (escape(theme.name), theme.aspect, theme.count, f"{theme.share:.0%}", f"{theme.net_sentiment:+.2f}")
        for theme in shown
    ]
    lines = [table(("theme", "aspect", "items:", "share:", "net:"), rows)]
    for theme in shown[:6]:
        quotes = [f"> “{escape(quote.quote)}” ({code(quote.item_id)})" for quote in theme.quotes]
        lines += ["", f"**{escape(theme.name)}**", "", "\n>\n".join(quotes)]
    return section("Themes", "\n".join(lines))


def _groups(title: str, name: str, rows: Sequence[tuple[str, int, float]]) -> str:
    cells = [(escape(key), n, f"{net:+.2f}") for key, n, net in rows[-_MOST_LISTED:]]
    return section(title, table((name, "items:", "net:"), cells))


def _marked(items: Sequence[Item]) -> str:
    conflicts = [item.id for item in items if item.rating_conflict]
    private = [f"{code(item.id)} ({', '.join(item.pii)})" for item in items if item.pii]
    lines = []
    if conflicts:
        lines.append("words contradict the rating: " + _joined(map(code, conflicts)))
    if private:
        lines.append("personal data, not shown in quotes: " + _joined(private))
    return _list("To know", lines)


def _joined(parts: Iterable[str]) -> str:
    listed = list(parts)
    more = len(listed) - _MOST_LISTED
    return ", ".join(listed[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _list(title: str, lines: Sequence[str]) -> str:
    more = len(lines) - _MOST_LISTED
    shown = [*lines[:_MOST_LISTED], *([f"and {more} more"] if more > 0 else [])]
    return section(title, bullets(shown))
