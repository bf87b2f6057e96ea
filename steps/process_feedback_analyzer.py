"""Read customer feedback in batches: sentiment, aspects, intent and urgency of each item; themes and numbers of all."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from steps.core.context import Context
from steps.core.delivery import enveloped, failed, reader_of, store_text
from steps.core.documents.read import MAX_BYTES
from steps.core.documents.records import JSON_LINES, Records, read_records
from steps.core.errors import PermanentError
from steps.core.events import FeedbackItem
from steps.core.models import Check, DocumentRef, Envelope, Model, Source
from steps.core.needs import Need
from steps.core.text.decimals import reader_of as reader_of_numbers
from steps.core.text.grounding import Grounding
from steps.feedback import advice, groups, ratings
from steps.feedback.assemble import AssembledItem, assembled
from steps.feedback.checks import checks
from steps.feedback.models import FeedbackResult
from steps.feedback.ratings import fits
from steps.feedback.reader import read
from steps.feedback.report import report
from steps.feedback.themes import themes

NEEDS = frozenset({Need.LLM, Need.STORAGE})
MOST_ITEMS = 5_000
# On 200 sentences of product reviews rated by 20 people (neutral from -0.5 to 0.5 on their scale of -4 to 4), .82;
# on 60 everyday messages before the rules had seen any of them, .65, most misses towards neutral.
RULES_NOTE = (
    "Sentiment comes from word lists and turns of phrase, English only: right in 8 of 10 review sentences, and in 2 of "
    "3 messages of other kinds, where most misses are taken as neutral. Irony and what needs knowledge of the product "
    "are missed; in other languages the rating alone speaks. Themes have fixed names; churn risk is a rule of thumb."
)


class Input(Model):
    """The event: items, or a document of them."""

    items: list[FeedbackItem] | None = None
    document: DocumentRef | None = None
    rating_scale: str | None = None


Output = Envelope[FeedbackResult]


def run(input: Input, context: Context) -> Output:
    records, source = _records(input, context)
    texts = [(item.text, item.rating) for item in records.items]
    packed, answers, answer = read(texts, input.rating_scale, context)
    reads, grounding = assembled(records.items, answers, packed.number_of, input.rating_scale)
    grounding.require()
    result = _result(records.items, reads, input.rating_scale)
    checked = _checked(
        result, records, grounding, input.rating_scale, unread=len(packed.entries) - len(answers)
    )
    reader, warnings = reader_of(answer, RULES_NOTE), failed(checked)
    written = report(result, engine=reader.detail, quality_note=reader.note, warnings=warnings)
    return enveloped(
        Output,
        result,
        context,
        reader,
        artifacts={"report": store_text(context, "report.md", written)},
        source=source,
        checks=checked,
        warnings=warnings,
        usage=answer.usage,
        language=_language(reads),
    )


def _records(input: Input, context: Context) -> tuple[Records[FeedbackItem], Source]:
    """The items and where they came from. Errors: what Storage.read and read_records raise."""
    if input.document is not None:
        data = context.storage.read(input.document, limit=MAX_BYTES)
        records = read_records(
            data, FeedbackItem, key="id", most=MOST_ITEMS, columns={"rating": reader_of_numbers}
        )
    else:
        items = input.items or []
        data = "\n".join(item.model_dump_json(exclude_none=True) for item in items).encode()
        records = Records(items, [], JSON_LINES)
    top = "10" if input.rating_scale is None else input.rating_scale.partition("-")[2]
    if any(item.rating is not None and item.rating > float(top) for item in records.items):
        raise PermanentError(
            "invalid_records", f"rating: one or more are above {top}, the end of rating_scale"
        )
    return records, Source(
        sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), media_type=records.media_type
    )


def _result(
    sources: Sequence[FeedbackItem], reads: Sequence[AssembledItem], scale: str | None
) -> FeedbackResult:
    items = [read.item for read in reads]
    rated = [s.rating for s in sources if s.rating is not None and fits(s.rating, scale)]
    counts = groups.distribution(items)
    spoken = themes(reads)
    found = [one.theme for one in spoken]
    nps, csat = ratings.nps(rated, scale), ratings.csat(rated, scale)
    urgent = advice.escalations(items)
    return FeedbackResult(
        items=items,
        themes=found,
        distribution=counts,
        nps=nps,
        csat=csat,
        trend=groups.trend(sources, items),
        segments=groups.segments(sources, items),
        escalations=urgent,
        recommendations=advice.recommendations(spoken, len(items)),
        duplicates=groups.duplicates(sources),
        summary=advice.summary(counts, found, nps, csat, urgent),
    )


def _checked(
    result: FeedbackResult,
    records: Records[FeedbackItem],
    grounding: Grounding,
    scale: str | None,
    *,
    unread: int,
) -> list[Check]:
    own = checks(result, records.items, scale, unread=unread, unused=records.unused)
    return [grounding.check(), *own]


def _language(reads: Sequence[AssembledItem]) -> str | None:
    """The language of most items whose language is known."""
    known = Counter(read.item.language for read in reads if read.item.language)
    return known.most_common(1)[0][0] if known else None
