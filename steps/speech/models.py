"""The result of speaker-separation: who said what and when. All times are milliseconds from the beginning."""

from __future__ import annotations

from pydantic import Field

from steps.core.models import Closed


class AudioFormat(Closed):
    """What the file's own header says; null where it does not say it. `seconds` is exact where it is given."""

    container: str
    codec: str
    media_type: str
    sample_rate: int | None = None
    channels: int | None = None
    seconds: float | None = None


class Word(Closed):
    text: str
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    confidence: float | None = Field(default=None, ge=0, le=1)
    speaker: str


class Utterance(Closed):
    """What one speaker said without being interrupted. `words` is empty where the provider's words did not fit."""

    speaker: str
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    text: str
    confidence: float | None = Field(default=None, ge=0, le=1)
    channel: str | None = Field(
        default=None, description="1, 2, ... in a recording with a speaker per channel"
    )
    words: list[Word] = []


class Speaker(Closed):
    """One speaker's part. `share` is of all speaking time, so the shares add up to 1."""

    label: str = Field(description="The provider's label: A, B, ... or 1, 2, ... or 1A")
    display_name: str | None = Field(default=None, description="Left for people to fill in")
    seconds: float
    share: float = Field(ge=0, le=1)
    words: int
    turns: int


class SpeakerResult(Closed):
    """A recording, separated by speaker."""

    audio: AudioFormat
    language: str | None = Field(default=None, description="BCP 47")
    language_confidence: float | None = None
    model_used: str | None = None
    provider_transcript_id: str
    speakers: list[Speaker]
    utterances: list[Utterance]
    text: str
    overlap_seconds: float = Field(description="How long more than one person spoke at once")
    confidence: float | None = Field(default=None, ge=0, le=1)
    remote_deleted: bool = Field(description="Whether the provider's copy is deleted")
