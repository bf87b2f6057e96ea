"""What may be asked of the emulator: the fields of POST /v2/transcript, as closed as the provider's own schema.

Source of names and types: AssemblyAI's openapi.yml (AssemblyAI/assemblyai-api-spec) and the SDK's request model.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError

from steps.core.models import Closed

INVALID = "Invalid endpoint schema, please refer to documentation for examples."
KNOWN_MODELS = frozenset(
    {"universal-3-5-pro", "universal-3-pro", "universal-2", "universal", "slam-1", "best", "nano"}
)

# Fields that the provider knows and the emulator does not act on: whoever asks for one must not believe it was done.
NOT_HERE = frozenset({
    "audio_end_at", "audio_start_from", "auto_chapters", "auto_highlights", "boost_param", "content_safety",
    "content_safety_confidence", "custom_spelling", "disfluencies", "domain", "dual_channel", "entity_detection",
    "filter_profanity", "iab_categories", "keyterms_prompt", "keyterms_prompt_options", "language_codes",
    "language_confidence_threshold", "language_detection_options", "prompt", "redact_pii", "redact_pii_audio",
    "redact_pii_audio_options", "redact_pii_audio_quality", "redact_pii_policies", "redact_pii_return_unredacted",
    "redact_pii_sub", "remove_audio_tags", "sentiment_analysis", "speech_model", "speech_threshold",
    "speech_understanding", "summarization", "summary_model", "summary_type", "temperature", "topics", "webhook_auth",
    "word_boost",
})  # fmt: skip


class SpeakerOptions(Closed):
    min_speakers_expected: int | None = Field(default=None, ge=1)
    max_speakers_expected: int | None = Field(default=None, ge=1)


class TranscriptRequest(Closed):
    """A transcription to make."""

    audio_url: str
    speech_models: list[str] = Field(min_length=1)
    speaker_labels: bool = False
    speakers_expected: int | None = Field(default=None, ge=1)
    speaker_options: SpeakerOptions | None = None
    multichannel: bool = False
    language_code: str | None = None
    language_detection: bool = False
    punctuate: bool = True
    format_text: bool = True
    webhook_url: str | None = None
    webhook_auth_header_name: str | None = None
    webhook_auth_header_value: str | None = None

    @property
    def speakers(self) -> int | None:
        """How many speakers to look for, if the request says it."""
        if self.speakers_expected is not None or self.speaker_options is None:
            return self.speakers_expected
        least, most = self.speaker_options.min_speakers_expected, self.speaker_options.max_speakers_expected
        return least if least is not None and least == most else None


class RefusedRequest(Exception):
    """The request is refused with 400; the text is the answer's `error`."""


def parsed(body: Any) -> TranscriptRequest:
    """Errors: RefusedRequest for an unknown, missing or mistyped field, for a feature that the emulator has not."""
    if not isinstance(body, dict):
        raise RefusedRequest(INVALID)
    if missing := sorted(NOT_HERE & {name for name, value in body.items() if value not in (None, False)}):
        raise RefusedRequest(
            f"The emulator has no {', '.join(missing)}; leave it out, or use the real service."
        )
    try:
        request = TranscriptRequest.model_validate(
            {name: value for name, value in body.items() if name not in NOT_HERE}, strict=True
        )
    except ValidationError as error:
        fields = sorted({".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)})
        raise RefusedRequest(f"{INVALID} ({', '.join(fields)})") from None
    if not request.audio_url.startswith(("http://", "https://")):
        raise RefusedRequest("Transcript creation error, audio_url should start with http")
    if unknown := sorted(set(request.speech_models) - KNOWN_MODELS):
        raise RefusedRequest(f'"speech_models" holds an unknown model: {unknown[0]}')
    return request
