"""Fetch the transcript, check it, store it as JSON, text and subtitles, then delete the provider's copy."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Literal

from steps.core.context import Context
from steps.core.errors import PermanentError, StepError, TemporaryError
from steps.core.models import DocumentRef, Engine, Envelope, Source, Usage
from steps.core.needs import Need
from steps.speech import captions, checks, remote, report
from steps.speech.models import AudioFormat, SpeakerResult
from steps.speech.submission import Recording, Submission
from steps.speech.transcripts import result_of

NEEDS = frozenset({Need.SPEECH, Need.STORAGE})
MAX_TRANSCRIPT = (
    200_000_000  # bytes of JSON; ten hours of speech have about 100,000 words of 150 bytes, twice
)
INSISTING_ATTEMPTS = 2  # then a result that is stored counts more than a copy that cannot be deleted
# Word error rates of `rules-1` as measured: .30 and .42 on read sentences alone and in a dialogue, .48 to .76 on six
# pairs of espeak-ng voices, .82 on digits at 8 kHz.
RULES_NOTE = (
    "Transcribed by the emulator's rules, not by a speech model. Expect 3 to 4 of 10 words wrong in clear read "
    "English, 6 of 10 with synthetic voices, 8 of 10 at telephone quality, and all in other languages. Speakers are "
    "told apart by pitch and timbre; two are assumed unless the event says how many."
)


class Input(Recording):
    """What the poll step found, beside the recording itself."""

    audio: AudioFormat
    remote_status: Literal["completed", "error"]
    remote_error: str | None = None
    final_transcript_id: str
    delete_remote: bool = True


Output = Envelope[SpeakerResult]


def run(input: Input, context: Context) -> Output:
    """Errors: PermanentError with the code of what the provider failed for, `transcript_inconsistent`, and what
    Submission and the provider raise."""
    submission = Submission(input, context)
    if input.remote_status == "error":
        failure = remote.failure_of(input.remote_error or "")
        if input.delete_remote:
            _delete(submission, context, insist=False)
        raise PermanentError(failure.code, failure.message)
    raw, copy = _transcript(input, submission, context)
    context.progress(1, 3)
    result, repairs = result_of(raw, input.audio, remote_deleted=False)
    checked = checks.checks_of(result, repairs)
    checks.refuse_broken(checked)
    engine, detail, note = engine_of(result.model_used)
    warnings = [*remote.warnings_of(raw), *checks.warnings_of(checked)]
    if not result.utterances:
        warnings.append("no speech was found in the recording")
    texts = {
        "txt": (captions.txt(result.utterances), "txt", "text/plain"),
        "srt": (captions.srt(captions.cues_of(result.utterances)), "srt", "application/x-subrip"),
        "vtt": (captions.vtt(captions.cues_of(result.utterances)), "vtt", "text/vtt"),
        "report": (
            report.markdown(result, engine=detail, quality_note=note, warnings=warnings),
            "md",
            "text/markdown",
        ),
    }
    artifacts = {"json": copy} | {
        role: _put(context, role, extension, text.encode(), media_type)
        for role, (text, extension, media_type) in texts.items()
    }
    context.progress(2, 3)
    deleted = input.delete_remote and _delete(
        submission, context, insist=context.attempt <= INSISTING_ATTEMPTS
    )
    if input.delete_remote and not deleted:
        warnings.append("the provider's copy could not be deleted; delete it in its dashboard")
    context.progress(3, 3)
    return Output(
        job_id=context.job_id,
        pipeline=context.pipeline,
        created_at=datetime.now(UTC),
        engine=engine,
        engine_detail=detail,
        quality_note=note,
        language=result.language,
        source=Source(
            sha256=input.document_sha256,
            bytes=input.document_bytes,
            media_type=input.audio.media_type,
            seconds=result.audio.seconds,
        ),
        usage=_usage(raw, submission),
        checks=checked,
        warnings=warnings,
        artifacts=artifacts,
        result=result.model_copy(update={"remote_deleted": deleted}),
    )


def engine_of(model_used: str | None) -> tuple[Engine, str, str | None]:
    """Who answered, under which name, and what to expect of it."""
    if model_used and model_used.startswith("rules-"):
        return "rules", model_used, RULES_NOTE
    return "assemblyai", model_used or "unknown model", None


def _transcript(input: Input, submission: Submission, context: Context) -> tuple[dict[str, Any], DocumentRef]:
    """The raw transcript and where our copy of it lies: stored before anything is deleted, so any attempt finds it."""
    if (copy := submission.trail.copy_at) is not None:
        return json.loads(context.storage.read(copy, limit=MAX_TRANSCRIPT)), copy
    raw = context.speech.get(input.final_transcript_id)
    remote.refuse_deleted(raw)
    if raw.get("status") != "completed":
        raise TemporaryError(
            "transcript_not_ready", "the provider took back that the transcript is completed"
        )
    raw["audio_url"] = None  # it opens the recording
    copy = _put(context, "json", "json", json.dumps(raw, ensure_ascii=False).encode(), "application/json")
    submission.stored(copy, _usage(raw, submission).model_dump(mode="json"))
    return raw, copy


def _delete(submission: Submission, context: Context, *, insist: bool) -> bool:
    try:
        submission.delete_remote()
    except StepError as error:
        if insist and isinstance(error, TemporaryError):
            raise
        context.log.warning("remote_not_deleted", extra={"code": error.code, "error": error.message})
        return False
    return True


def _usage(raw: dict[str, Any], submission: Submission) -> Usage:
    """Failed transcripts are not charged, so the recording's length counts once."""
    return Usage(
        requests=1 + len(submission.trail.failed), audio_seconds=float(raw.get("audio_duration") or 0)
    )


def _put(context: Context, role: str, extension: str, data: bytes, media_type: str) -> DocumentRef:
    key = f"jobs/{context.job_id}/{role}.{extension}"
    return context.storage.put(key, data, media_type=media_type)
