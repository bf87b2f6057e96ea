"""What callers send: the event model of each pipeline, the only source of its JSON Schema.

Extra fields are refused, sizes and counts are limited, and every fault is reported by field. Large inputs travel as
documents (a reference into storage), never inside the event.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from steps.core.fields import Body, Currency, Day, Moment, Name, Short, exactly_one, fault, unique
from steps.core.models import Closed, DocumentRef, Text

MAX_EVENT_BYTES = (
    1_048_576  # of its data, as PostgreSQL writes it; the function jobs.enqueue holds the same limit
)


class Event(Closed):
    """The data of an event. `ONE_OF`: the fields of which an event has exactly one, where it must."""

    ONE_OF: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        written = json.dumps(self.model_dump(mode="json", exclude_unset=True), ensure_ascii=False)
        if len(written) > MAX_EVENT_BYTES // 4 and len(written.encode()) > MAX_EVENT_BYTES:
            raise fault("event_too_big", "is larger than 1 MiB; put the large part into a document", "event")
        return self

    @model_validator(mode="after")
    def _one_input(self) -> Self:
        if self.ONE_OF:
            exactly_one(self, *self.ONE_OF)
        return self


class NewsAnalyzerRequested(Event):
    """A news article to analyze: its text, or a text document."""

    ONE_OF = ("text", "document")

    text: Body | None = Field(default=None, description="The article, headline first")
    document: DocumentRef | None = Field(default=None, description="The article as a UTF-8 text file")
    source: Short | None = Field(default=None, description="Publisher", examples=["Wikinews"])
    published_at: Day | None = Field(
        default=None, description="Publication date, when the text does not say it"
    )


class ContractAnalyzerRequested(Event):
    """A contract to analyze: txt, pdf or docx, or its text."""

    ONE_OF = ("text", "document")

    text: Body | None = Field(default=None, description="The contract's text")
    document: DocumentRef | None = Field(default=None, description="The contract as txt, pdf or docx")
    our_side: Short | None = Field(
        default=None, description="The party whose risks count", examples=["Licensee"]
    )


class FeedbackItem(Closed):
    """One thing a customer said."""

    id: Annotated[
        Text, Field(min_length=1, max_length=100, description="The caller's own key, unique in the event")
    ]
    text: Annotated[Text, Field(min_length=1, max_length=20_000, description="What the customer wrote")]
    rating: float | None = Field(default=None, ge=0, le=10, description="On the scale named in rating_scale")
    date: Moment | None = Field(default=None, description="When it was said")
    segment: Short | None = Field(default=None, description="Group of customers", examples=["enterprise"])


class FeedbackAnalyzerRequested(Event):
    """Customer feedback to analyze: up to 5,000 items, in the event or as JSON lines or CSV."""

    ONE_OF = ("items", "document")

    items: list[FeedbackItem] | None = Field(
        default=None, min_length=1, max_length=5_000, description="The feedback itself"
    )
    document: DocumentRef | None = Field(
        default=None, description="JSON lines or CSV with the fields of an item"
    )
    rating_scale: Literal["0-10", "1-5"] | None = Field(default=None, description="What the ratings mean")

    @model_validator(mode="after")
    def _checked_items(self) -> Self:
        unique("items", "id", (item.id for item in self.items or ()))
        _, _, top = (self.rating_scale or "0-10").partition("-")
        for place, item in enumerate(self.items or ()):
            if item.rating is not None and item.rating > int(top):
                raise fault(
                    "rating", f"is above the end of rating_scale {self.rating_scale}", f"items.{place}.rating"
                )
        return self


class InvoiceProcessorRequested(Event):
    """An invoice to read: pdf (with or without embedded XML), UBL or CII XML, or an image."""

    document: DocumentRef = Field(description="The invoice")
    our_vat_id: Short | None = Field(
        default=None, description="Our own VAT number, to tell customer from supplier"
    )


class ExpenseItem(Closed):
    """One line of an expense report or card statement."""

    line_id: Annotated[
        Text, Field(min_length=1, max_length=100, description="The caller's own key of the line")
    ]
    merchant: Annotated[
        Text, Field(min_length=1, max_length=500, description="Who was paid, as the statement says")
    ]
    amount: Decimal = Field(max_digits=14, decimal_places=4, description="Negative for a refund")
    currency: Currency = Field(description="ISO 4217", examples=["EUR"])
    date: Day | None = Field(default=None, description="Booking date")
    description: Short | None = Field(default=None, description="What was bought, in the spender's words")
    mcc: str | None = Field(
        default=None, pattern="^[0-9]{4}$", description="Merchant category code (ISO 18245)"
    )
    has_receipt: bool | None = Field(default=None, description="Null where nobody knows")


class ExpenseCategorizerRequested(Event):
    """Expenses to sort into tax categories: up to 2,000 lines, in the event or as JSON lines or CSV."""

    ONE_OF = ("lines", "document")

    lines: list[ExpenseItem] | None = Field(
        default=None, min_length=1, max_length=2_000, description="The expenses themselves"
    )
    document: DocumentRef | None = Field(
        default=None, description="JSON lines or CSV with the fields of a line"
    )
    jurisdiction: Literal["US"] = Field(default="US", description="Whose tax categories: IRS Schedule C")

    @model_validator(mode="after")
    def _unique_lines(self) -> Self:
        unique("lines", "line_id", (line.line_id for line in self.lines or ()))
        return self


class Turn(Closed):
    """One turn of a conversation; times are milliseconds."""

    speaker: Short = Field(description="Name or label of who speaks")
    text: Annotated[Text, Field(min_length=1, max_length=20_000, description="What is said")]
    start_ms: int | None = Field(default=None, strict=True, ge=0, description="Start of the turn")
    end_ms: int | None = Field(default=None, strict=True, ge=0, description="End of the turn")


class MeetingSummarizerRequested(Event):
    """A meeting to summarize: its turns, a transcript document, or a finished speaker-separation job."""

    ONE_OF = ("turns", "document", "speaker_separation_job_id")

    turns: list[Turn] | None = Field(
        default=None, min_length=1, max_length=10_000, description="The conversation itself"
    )
    document: DocumentRef | None = Field(default=None, description="txt, vtt, srt or JSON turns")
    speaker_separation_job_id: str | None = Field(
        default=None,
        pattern="^[0-9a-f-]{36}$",
        description="A completed speaker-separation job of the meeting",
    )
    title: Short | None = Field(default=None, description="What the meeting was called")
    meeting_date: Day | None = Field(
        default=None, description="Resolves `by Friday`; without it no due dates"
    )


class SpeakerSeparationRequested(Event):
    """A recording to transcribe and to separate by speaker."""

    document: DocumentRef = Field(description="The recording (wav, mp3, m4a, flac, ogg; at most 2.2 GB)")
    speakers_expected: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=20,
        description="Only when sure: a wrong number splits or merges people",
    )
    language: str | None = Field(
        default=None,
        pattern="^[a-z]{2}(_[a-z]{2})?$",
        description="Without it the language is detected",
        examples=["en"],
    )
    multichannel: bool = Field(default=False, strict=True, description="One speaker on each channel")
    delete_remote: bool = Field(
        default=True, strict=True, description="Delete the provider's copy once ours is stored"
    )


class GdprExporterRequested(Event):
    """A person's request for a copy of their data (GDPR Art. 15 and 20)."""

    subject_id: Name = Field(description="Key of the person in the data map")
    requested_by: Name = Field(description="Who asked: the person or an agent")
    verified_how: Literal["login", "email_link", "id_document", "in_person", "other"] = Field(
        description="How the person's identity was checked (Art. 12(6))"
    )
    expires_days: int = Field(
        default=7, strict=True, ge=1, le=30, description="Days until the export is deleted"
    )


EVENTS: dict[str, type[Closed]] = {
    re.sub("(?<=.)(?=[A-Z])", "-", model.__name__.removesuffix("Requested")).lower(): model
    for model in Event.__subclasses__()
}  # by pipeline: `NewsAnalyzerRequested` asks for a job of `news-analyzer`
