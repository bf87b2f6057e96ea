"""What the emulator remembers of a transcript, and how it looks on the wire at a given time. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipelines.emulators.speech import MODEL
from pipelines.emulators.speech.requests import TranscriptRequest
from steps.core.models import Model

DELETED_TEXT = "Deleted by user."
DELETED_URL = "http://deleted_by_user"


class Record(Model):
    """One transcript. `heard` is what transcribe.py found; `fails` a scripted error. Times are Unix seconds."""

    id: str
    owner: str
    number: int  # 1, 2, ... in order of creation
    request: TranscriptRequest
    created: float
    ready_at: float
    heard: dict[str, Any] | None = None
    fails: str | None = None
    deleted: bool = False
    webhook_status_code: int | None = None

    def status(self, now: float, *, listening: bool) -> str:
        """queued, processing, completed or error. A deleted transcript stays what it was: completed."""
        if self.deleted:
            return "completed"
        if self.heard is None:
            return "processing" if listening else "queued"
        if now < self.ready_at:
            return "processing"
        return "error" if self.error else "completed"

    @property
    def error(self) -> str | None:
        return self.fails or (self.heard or {}).get("error")


def transcript(record: Record, status: str) -> dict[str, Any]:
    """The transcript object, with null for everything that is not known before it is completed."""
    request = record.request
    answer: dict[str, Any] = {
        "id": record.id,
        "status": status,
        "audio_url": request.audio_url,
        "error": record.error if status == "error" else None,
        "language_code": request.language_code,
        "language_detection": request.language_detection,
        "language_confidence": None,
        "speech_models": request.speech_models,
        "speech_model": None,
        "speech_model_used": None,
        "speaker_labels": request.speaker_labels,
        "speakers_expected": request.speakers_expected,
        "multichannel": request.multichannel,
        "punctuate": request.punctuate,
        "format_text": request.format_text,
        **dict.fromkeys(("text", "words", "utterances", "confidence", "audio_duration", "audio_channels")),
        "webhook_url": request.webhook_url,
        "webhook_status_code": record.webhook_status_code,
        "metadata": None,
    }
    if record.deleted:
        return answer | {"text": DELETED_TEXT, "audio_url": DELETED_URL}
    return answer | _content(record) if status == "completed" else answer


def listed(record: Record, status: str, base: str) -> dict[str, Any]:
    """The transcript as an entry of a list."""
    whole = transcript(record, status)
    return {
        "id": record.id,
        "resource_url": f"{base}/v2/transcript/{record.id}",
        "status": status,
        "created": _time(record.created),
        "completed": _time(record.ready_at) if status in ("completed", "error") else None,
        "audio_url": whole["audio_url"],
        "error": whole["error"],
    }


def _content(record: Record) -> dict[str, Any]:
    heard = record.heard or {}
    request = record.request
    utterances = [_utterance(utterance, request.multichannel) for utterance in heard["utterances"]]
    words = sorted(
        (word for utterance in utterances for word in utterance["words"]), key=lambda word: word["start"]
    )
    if not (request.speaker_labels or request.multichannel):
        words = [word | {"speaker": None} for word in words]
    return {
        "text": " ".join(utterance["text"] for utterance in utterances),
        "words": words,
        "utterances": utterances if request.speaker_labels or request.multichannel else None,
        "confidence": _mean([word["confidence"] for word in words]),
        "audio_duration": round(heard["seconds"]),
        "audio_channels": heard["channels"] if request.multichannel else None,
        "language_code": request.language_code or "en",
        "speech_model_used": MODEL,
        "metadata": {"warnings": [{"message": text} for text in heard["warnings"]]}
        if heard["warnings"]
        else None,
    }


def _utterance(heard: dict[str, Any], multichannel: bool) -> dict[str, Any]:
    place = {"speaker": heard["speaker"], "channel": heard["channel"] if multichannel else None}
    words = [word | place for word in heard["words"]]
    return {
        **place,
        "start": heard["start"],
        "end": heard["end"],
        "text": " ".join(word["text"] for word in words),
        "confidence": _mean([word["confidence"] for word in words]),
        "words": words,
    }


def _mean(numbers: list[float]) -> float:
    return round(sum(numbers) / len(numbers), 4) if numbers else 0.0


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
