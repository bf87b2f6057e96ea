"""What to do about it, made from the counts: escalations, recommendations and a summary in a few sentences."""

from __future__ import annotations

from collections.abc import Sequence

from steps.feedback.dangers import URGENCIES
from steps.feedback.models import (
    AspectName,
    Csat,
    Distribution,
    Escalation,
    Item,
    Nps,
    Recommendation,
    Theme,
)
from steps.feedback.themes import Spoken

MOST = 5
_LEAVING = 0.7  # churn risk from which somebody should call
_DO: dict[AspectName, str] = {
    "product_quality": "check the product, and what is promised about it",
    "reliability": "find the cause and tell customers when it is mended",
    "usability": "watch a few customers do it, and make the way shorter",
    "performance": "measure it where customers feel it",
    "features": "decide, and tell those who asked",
    "price": "explain what it is worth, or look at the price",
    "billing": "check the charges of the customers named and answer each",
    "delivery": "look at the shipments named and at what is promised",
    "support": "answer the customers named first, then look at the time to answer",
    "security_privacy": "have security look at it today",
    "documentation": "write what is missing where customers look for it",
    "other": "read the items named",
}


def escalations(items: Sequence[Item]) -> list[Escalation]:
    """Critical and high items, and customers about to leave; worst first, then in the order given."""
    urgent = [
        item
        for item in items
        if item.intent != "spam" and (item.urgency in ("high", "critical") or item.churn_risk >= _LEAVING)
    ]
    urgent.sort(key=lambda item: (-URGENCIES.index(item.urgency), -item.churn_risk))
    return [Escalation(item_id=item.id, why=_why(item)) for item in urgent]


def _why(item: Item) -> str:
    if item.urgency in ("high", "critical"):
        return f"{item.urgency}: {'; '.join(item.urgency_reasons) or 'judged so by the reader'}"
    return f"may leave: churn risk {item.churn_risk:.0%}"


def recommendations(themes: Sequence[Spoken], n: int) -> list[Recommendation]:
    """The themes that most of the `n` items blame, or ask for; at most five."""
    found: list[Recommendation] = []
    for spoken in themes:
        theme = spoken.theme
        blamed = len(spoken.blaming) >= len(spoken.wishing)
        ids, verb = (spoken.blaming, "complain") if blamed else (spoken.wishing, "ask")
        if not ids or (blamed and theme.net_sentiment > 0):
            continue
        told = f"{len(ids)} of {n} items {verb if len(ids) > 1 else verb + 's'} about it"
        text = f"{theme.name[:1].upper()}{theme.name[1:]}: {_DO[theme.aspect]}. {told}."
        found.append(Recommendation(text=text, theme=theme.name, item_ids=ids))
    return sorted(found, key=lambda recommendation: -len(recommendation.item_ids))[:MOST]


def summary(
    counts: Distribution,
    themes: Sequence[Theme],
    nps: Nps | None,
    csat: Csat | None,
    urgent: Sequence[Escalation],
) -> str:
    """Three to five sentences; every number in them stands in the result."""
    n = counts.positive + counts.neutral + counts.negative + counts.mixed
    said = [
        f"{n} item{'s' if n != 1 else ''}: {counts.positive} positive, {counts.negative} negative, "
        f"{counts.mixed} mixed, {counts.neutral} neutral."
    ]
    if nps:
        said.append(f"The NPS is {nps.score} from {nps.n} ratings.")
    if csat:
        said.append(f"The mean rating is {csat.mean} of 5 from {csat.n} ratings.")
    if blamed := [theme for theme in themes if theme.net_sentiment < 0][:3]:
        said.append(f"Blamed most: {_named(blamed)}.")
    if praised := [theme for theme in themes if theme.net_sentiment > 0][:3]:
        said.append(f"Praised most: {_named(praised)}.")
    if urgent:
        said.append(f"{len(urgent)} {'items need' if len(urgent) != 1 else 'item needs'} somebody today.")
    return " ".join(said)


def _named(themes: Sequence[Theme]) -> str:
    return ", ".join(f"{theme.name} ({theme.count})" for theme in themes)
