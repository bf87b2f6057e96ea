"""The result as Markdown for people: the numbers, what hurts, who needs an answer today, then the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from steps.feedback.models import FeedbackResult, Item

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_MOST_THEMES = 12
_MOST_LISTED = 15


def report(result: FeedbackResult, *, engine: str, quality_note: str | None, warnings: Sequence[str]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        f"# What {len(result.items)} customers said"
        if len(result.items) != 1
        else "# What one customer said",
        f"> Read by {plain(engine)}." + (f"\n> {plain(quality_note)}" if quality_note else ""),
        f"**{plain(result.summary)}**",
        _numbers(result),
        _list("Needs somebody today", [f"`{_id(e.item_id)}` {plain(e.why)}" for e in result.escalations]),
        _themes(result),
        _list("What to do", [plain(recommendation.text) for recommendation in result.recommendations]),
        _groups("Over time", "period", [(p.period, p.n, p.net_sentiment) for p in result.trend]),
        _groups("By segment", "segment", [(s.segment, s.n, s.net_sentiment) for s in result.segments]),
        _marked(result.items),
        _list("Said twice", [", ".join(f"`{_id(id)}`" for id in ids) for ids in result.duplicates]),
        _list("Warnings", [plain(warning) for warning in warnings]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Text of a customer in one line, with nothing in it that Markdown would take for a mark."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _id(id: str) -> str:
    return " ".join(id.replace("`", "'").split())


def _numbers(result: FeedbackResult) -> str:
    n = max(len(result.items), 1)
    counts = result.distribution
    named = {
        "positive": counts.positive, "negative": counts.negative, "mixed": counts.mixed, "neutral": counts.neutral,
    }  # fmt: skip
    rows = [f"| {name} | {count} | {count / n:.0%} |" for name, count in named.items()]
    lines = ["| | items | share |", "|---|---:|---:|", *rows]
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
    if not result.themes:
        return ""
    lines = ["## Themes", "", "| theme | aspect | items | share | net |", "|---|---|---:|---:|---:|"]
    shown = result.themes[:_MOST_THEMES]
    lines += [
        f"| {plain(theme.name)} | {theme.aspect} | {theme.count} | {theme.share:.0%} | {theme.net_sentiment:+.2f} |"
        for theme in shown
    ]
    for theme in shown[:6]:
        quotes = [f"> “{plain(quote.quote)}” (`{_id(quote.item_id)}`)" for quote in theme.quotes]
        lines += ["", f"**{plain(theme.name)}**", "", "\n>\n".join(quotes)]
    return "\n".join(lines)


def _groups(title: str, name: str, rows: Sequence[tuple[str, int, float]]) -> str:
    if not rows:
        return ""
    lines = [f"| {plain(key)} | {n} | {net:+.2f} |" for key, n, net in rows[-_MOST_LISTED:]]
    return "\n".join([f"## {title}", "", f"| {name} | items | net |", "|---|---:|---:|", *lines])


def _marked(items: Sequence[Item]) -> str:
    conflicts = [item.id for item in items if item.rating_conflict]
    private = [f"`{_id(item.id)}` ({', '.join(item.pii)})" for item in items if item.pii]
    lines = []
    if conflicts:
        lines.append("words contradict the rating: " + _joined(f"`{_id(id)}`" for id in conflicts))
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
    return "\n".join([f"## {title}", "", *(f"- {line}" for line in shown)]) if shown else ""
