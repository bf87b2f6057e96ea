"""What the provider's transcript object says about itself: ready, failed and why, or deleted by somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steps.core.errors import PermanentError
from steps.core.speech.client import without_urls

UNFINISHED = frozenset({"queued", "processing"})
DELETED_TEXT = "Deleted by user."
DELETED_URL = "http://deleted_by_user"


@dataclass(frozen=True)
class Failure:
    """Why a transcription failed. `again`: the same upload may succeed; `upload_again`: a new upload may."""

    code: str
    message: str
    again: bool = False
    upload_again: bool = False


def refuse_deleted(raw: Mapping[str, Any]) -> None:
    """Errors: PermanentError `transcript_deleted`. The provider goes on to call a deleted transcript completed."""
    emptied = raw.get("text") == DELETED_TEXT and not raw.get("words")
    if raw.get("audio_url") == DELETED_URL or emptied:
        raise PermanentError("transcript_deleted", "somebody deleted the transcript at the provider")


def failure_of(error: str) -> Failure:
    """Which failure the provider's `error` text is, by its beginning; the texts are those of its documentation.

    The file's own faults are permanent. A download that failed is tried once more with a new upload. Everything
    else is the provider's own fault, for which its documentation says: submit again.
    """
    said = without_urls(error)
    if error.startswith("Audio duration is too short"):
        return Failure("audio_too_short", f"document: the provider says: {said}")
    if error.startswith(("Transcoding failed", "File does not appear to contain audio")):
        return Failure("not_audio", f"document: the provider says: {said}")
    if error.startswith("Download error"):
        return Failure(
            "audio_unreachable", f"the provider could not read the upload: {said}", upload_again=True
        )
    return Failure("transcription_failed", f"the provider failed: {said or 'no reason given'}", again=True)


def warnings_of(raw: Mapping[str, Any]) -> list[str]:
    """What the provider wants known about this transcript."""
    metadata = raw.get("metadata")
    entries = metadata.get("warnings") if isinstance(metadata, Mapping) else None
    texts = [entry.get("message") for entry in entries or () if isinstance(entry, Mapping)]
    return [without_urls(text) for text in texts if isinstance(text, str)]
