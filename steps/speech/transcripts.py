"""From the provider's completed transcript to our result: sorted, measured, and repaired where that loses nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from steps.core.errors import PermanentError
from steps.core.models import Model
from steps.speech.models import AudioFormat, Speaker, SpeakerResult, Utterance, Word

SLACK_MS = 500  # how far times may stick out: of an utterance, or of the recording


class _Word(Model):
    text: str
    start: int
    end: int
    confidence: float | None = None
    speaker: str | None = None


class _Utterance(Model):
    speaker: str
    start: int
    end: int
    text: str
    confidence: float | None = None
    channel: str | None = None
    words: list[_Word] | None = None


class _Transcript(Model):
    id: str
    text: str | None = None
    utterances: list[_Utterance] | None = None
    confidence: float | None = None
    audio_duration: float | None = None
    language_code: str | None = None
    language_confidence: float | None = None
    speech_model_used: str | None = None


@dataclass(frozen=True)
class Repairs:
    """How many utterances had to be put right: widened to hold their words, or left without words that do not fit."""

    widened: int = 0
    without_words: int = 0


def result_of(
    raw: Mapping[str, Any], audio: AudioFormat, *, remote_deleted: bool
) -> tuple[SpeakerResult, Repairs]:
    """Errors: PermanentError `transcript_garbled`, and `transcript_inconsistent` where text has no utterances."""
    try:
        received = _Transcript.model_validate(raw)
    except ValidationError as error:
        fields = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors(include_input=False)}))
        raise PermanentError(
            "transcript_garbled", f"the provider's transcript has malformed fields: {fields}"
        ) from None
    if received.text and not received.utterances:
        raise PermanentError(
            "transcript_inconsistent", "the provider's transcript has text but no utterances"
        )
    repaired = [_utterance(utterance) for utterance in received.utterances or () if utterance.text.strip()]
    utterances = sorted(
        (utterance for utterance, _ in repaired),
        key=lambda spoken_part: (spoken_part.start_ms, spoken_part.end_ms),
    )
    seconds = audio.seconds if audio.seconds is not None else received.audio_duration
    result = SpeakerResult(
        audio=audio.model_copy(update={"seconds": seconds}),
        language=tag_of(received.language_code),
        language_confidence=received.language_confidence,
        model_used=received.speech_model_used,
        provider_transcript_id=received.id,
        speakers=speakers_of(utterances),
        utterances=utterances,
        text=received.text or "",
        overlap_seconds=overlap_seconds(utterances),
        confidence=_share(received.confidence),
        remote_deleted=remote_deleted,
    )
    kinds = [repair for _, repair in repaired]
    return result, Repairs(widened=kinds.count("widened"), without_words=kinds.count("without_words"))


def speakers_of(utterances: Sequence[Utterance]) -> list[Speaker]:
    """Each speaker's part, the one who speaks first at the top."""
    labels = list(dict.fromkeys(utterance.speaker for utterance in utterances))
    spoken = {
        label: [utterance for utterance in utterances if utterance.speaker == label] for label in labels
    }
    length = {
        label: sum(utterance.end_ms - utterance.start_ms for utterance in spoken[label]) for label in labels
    }
    total = sum(length.values()) or 1
    return [
        Speaker(
            label=label,
            seconds=round(length[label] / 1000, 3),
            share=length[label] / total,
            words=sum(len(utterance.words) or len(utterance.text.split()) for utterance in spoken[label]),
            turns=len(spoken[label]),
        )
        for label in labels
    ]


def overlap_seconds(utterances: Sequence[Utterance]) -> float:
    """How long two or more different speakers spoke at once."""
    borders = sorted(
        [(utterance.start_ms, 1, utterance.speaker) for utterance in utterances]
        + [(utterance.end_ms, -1, utterance.speaker) for utterance in utterances]
    )
    speaking: dict[str, int] = {}
    overlap, since = 0, 0
    for at, change, speaker in borders:
        if sum(count > 0 for count in speaking.values()) > 1:
            overlap += at - since
        speaking[speaker] = speaking.get(speaker, 0) + change
        since = at
    return round(overlap / 1000, 3)


def same_text(text: str, other: str) -> bool:
    """Whether two texts have the same characters, whatever their spacing and case; some languages have no spaces."""
    return _letters(text) == _letters(other)


def tag_of(language_code: str | None) -> str | None:
    """The provider's `en_us` as BCP 47: en-US."""
    if not language_code:
        return None
    language, _, region = language_code.partition("_")
    return f"{language}-{region.upper()}" if region else language


def _utterance(received: _Utterance) -> tuple[Utterance, str]:
    start, end, repair = received.start, received.end, ""
    words = [
        Word(
            text=word.text,
            start_ms=max(0, word.start),
            end_ms=max(0, word.end),
            confidence=_share(word.confidence),
            speaker=word.speaker or received.speaker,
        )
        for word in received.words or ()
    ]
    if words:
        first, last = min(word.start_ms for word in words), max(word.end_ms for word in words)
        fits = start - first <= SLACK_MS and last - end <= SLACK_MS
        if not fits or not same_text(" ".join(word.text for word in words), received.text):
            words, repair = [], "without_words"
        elif first < start or last > end:
            start, end, repair = min(start, first), max(end, last), "widened"
    utterance = Utterance(
        speaker=received.speaker,
        start_ms=max(0, start),
        end_ms=max(0, end),
        text=received.text,
        confidence=_share(received.confidence),
        channel=received.channel,
        words=words,
    )
    return utterance, repair


def _share(number: float | None) -> float | None:
    return None if number is None else max(0.0, min(1.0, number))


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
