"""Read a news article: one question to a model, every quote of its answer looked up in the article."""

from __future__ import annotations

import hashlib
from datetime import date

from steps.core.context import Context
from steps.core.delivery import enveloped, failed, reader_of, store_text
from steps.core.documents.read import read_document
from steps.core.errors import PermanentError
from steps.core.fields import MAX_TEXT
from steps.core.models import DocumentRef, Envelope, Model, Source
from steps.core.needs import Need
from steps.core.text.spans import with_words
from steps.news.assemble import assembled
from steps.news.models import NewsResult
from steps.news.prompt import MAX_OUTPUT_TOKENS, SCHEMA_NAME, instructions
from steps.news.report import report
from steps.news.wire import NewsWire

NEEDS = frozenset({Need.LLM, Need.STORAGE})
MAX_BYTES = 4 * MAX_TEXT  # a character takes at most four bytes in UTF-8
# ROUGE-1 F1 of one_sentence on eight English news articles, best of the human summaries of each.
RULES_NOTE = (
    "The summary is made of the article's own sentences (ROUGE-1 .44 against human summaries; the article's first two "
    "sentences reach .38). Names and topics come from word lists, wording is judged by a small lexicon, English only. "
    "Sentiment towards single names is not judged, and what rules cannot tell is null."
)


class Input(Model):
    """The event: a text or a document."""

    text: str | None = None
    document: DocumentRef | None = None
    source: str | None = None
    published_at: date | None = None


Output = Envelope[NewsResult]


def run(input: Input, context: Context) -> Output:
    data, media_type, text = _article(input, context)
    context.progress(1, 3)
    answer = context.llm.ask(
        schema_name=SCHEMA_NAME,
        instructions=instructions(input.published_at),
        document=text,
        answer=NewsWire,
        max_output_tokens=MAX_OUTPUT_TOKENS,
    )
    context.progress(2, 3)
    result, checked = assembled(text, answer.value, publisher=input.source, published_at=input.published_at)
    reader, warnings = reader_of(answer, RULES_NOTE), failed(checked)
    written = report(result, engine=reader.detail, quality_note=reader.note, warnings=warnings)
    stored = store_text(context, "report.md", written)
    context.progress(3, 3)
    return enveloped(
        Output,
        result,
        context,
        reader,
        artifacts={"report": stored},
        source=Source(
            sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), media_type=media_type, chars=len(text)
        ),
        checks=checked,
        warnings=warnings,
        usage=answer.usage,
        language=answer.value.language,
    )


def _article(input: Input, context: Context) -> tuple[bytes, str, str]:
    """The article's bytes, media type and text. Errors: PermanentError `document_too_big`, and what Storage.read and
    read_document raise."""
    if input.document is None:
        text = with_words(input.text or "")
        return text.encode(), "text/plain", text
    data = context.storage.read(input.document, limit=MAX_BYTES)
    text = read_document(data, frozenset({"txt"})).text
    if len(text) > MAX_TEXT:
        raise PermanentError("document_too_big", f"the article has more than {MAX_TEXT:,} characters")
    return data, input.document.media_type or "text/plain", text
