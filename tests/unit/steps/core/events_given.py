"""Good events of every pipeline, to be taken as they are or spoilt."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from steps.core.events import EVENTS
from steps.core.validation import faults

DOCUMENT = {
    "uri": "file:///var/jobs/documents/ab/ab12", "name": "März.pdf", "media_type": "application/pdf", "bytes": 12,
    "sha256": "a" * 64,
}  # fmt: skip
ITEM = {"id": "1", "text": "Great", "rating": 9, "date": "2026-01-31", "segment": "enterprise"}
LINE = {
    "line_id": "1", "merchant": "Bahn", "amount": "-12.50", "currency": "EUR", "date": "2026-01-31",
    "description": "Trip", "mcc": "4112", "has_receipt": True,
}  # fmt: skip
TURN = {"speaker": "A", "text": "Good morning", "start_ms": 0, "end_ms": 900}
GDPR = {"subject_id": "17", "requested_by": "the person", "verified_how": "login"}

# Each pipeline's smallest and fullest events.
GOOD: dict[str, list[dict[str, Any]]] = {
    "news-analyzer": [
        {"text": "Headline"},
        {"document": DOCUMENT, "source": "Wikinews", "published_at": "2026-01-31"},
    ],
    "contract-analyzer": [{"text": "Agreement"}, {"document": DOCUMENT, "our_side": "Licensee"}],
    "feedback-analyzer": [{"items": [ITEM], "rating_scale": "0-10"}, {"document": DOCUMENT}],
    "invoice-processor": [
        {"document": {"uri": "s3://bucket/x"}},
        {"document": DOCUMENT, "our_vat_id": "DE123456789"},
    ],
    "expense-categorizer": [{"lines": [LINE]}, {"document": DOCUMENT, "jurisdiction": "US"}],
    "meeting-summarizer": [
        {"turns": [TURN], "title": "Weekly", "meeting_date": "2026-01-31"},
        {"document": DOCUMENT},
        {"speaker_separation_job_id": "0198d1a2-1234-7abc-8123-123456789012"},
    ],
    "speaker-separation": [
        {"document": DOCUMENT},
        {
            "document": DOCUMENT,
            "speakers_expected": 2,
            "language": "en_us",
            "multichannel": True,
            "delete_remote": False,
        },
    ],
    "gdpr-exporter": [GDPR, {**GDPR, "expires_days": 30}],
}
NEWS, FEEDBACK, EXPENSES = "news-analyzer", "feedback-analyzer", "expense-categorizer"
MEETING, SPEAKERS = "meeting-summarizer", "speaker-separation"
EVERY = [(pipeline, data) for pipeline, events in GOOD.items() for data in events]


def refusal(pipeline: str, data: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        EVENTS[pipeline].model_validate(data)
    return faults(refused.value)
