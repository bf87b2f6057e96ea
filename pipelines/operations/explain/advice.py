"""What to do about an error, by its code, in words for an operator. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steps.core.models import Model

_DOCUMENT = "Send the job again with a document that it can read."
_SETTINGS = "Correct the setting that the message names, start again, then rerun from this step."
_PROVIDER = "Nothing is wrong with the input. Rerun from this step when the provider answers again."
_SHORTER = "Send a shorter document, or its parts one by one."
_MODEL = "Rerun from this step; if it happens again, choose another model with JOBS_OPENAI_MODEL."

_ADVICE = {
    "invalid_input": "Correct the fields that the message names and run it again with edited data.",
    "invalid_event": "Correct the fields that the message names and run it again with edited data.",
    "invalid_records": "Correct the lines that the message names and send the document again.",
    "invalid_turns": "Correct the turns that the message names and send it again.",
    "too_many_records": "Split the document and send its parts one by one.",
    "empty_document": _DOCUMENT,
    "damaged_document": _DOCUMENT,
    "unsupported_document": _DOCUMENT,
    "unsafe_document": _DOCUMENT,
    "not_audio": "Send a recording (wav, mp3, m4a, flac or ogg).",
    "audio_too_short": "Send a recording with speech in it.",
    "encrypted_document": "Take the password off the document and send it again.",
    "document_missing": "Upload the document again and send a new event; the old one is gone from storage.",
    "document_changed": "The file is not the one that was announced. Upload it again and send a new event.",
    "document_outside_storage": "Upload the document through this server and name the reference it answers with.",
    "document_too_big": _SHORTER,
    "input_too_large": _SHORTER,
    "answer_too_long": _SHORTER,
    "audio_too_long": "Split the recording and send its parts.",
    "provider_billing": "Pay the provider's bill or raise its spend limit, then rerun from this step.",
    "provider_key": "Set OPENAI_API_KEY to a valid key, start again, then rerun from this step.",
    "speech_key_refused": "Set ASSEMBLYAI_API_KEY to a valid key, start again, then rerun from this step.",
    "no_speech_key": "Set ASSEMBLYAI_API_KEY, or run `bgjobs dev`, then rerun from this step.",
    "provider_forbidden": "Ask the provider what this account may do, then rerun from this step.",
    "provider_model": "Set JOBS_OPENAI_MODEL to a model that the server has, then rerun from this step.",
    "provider_rate_limited": _PROVIDER,
    "provider_unavailable": _PROVIDER,
    "provider_timeout": _PROVIDER,
    "provider_unreachable": _PROVIDER,
    "storage_unavailable": "Nothing is wrong with the input. Rerun from this step when the storage answers again.",
    "storage_forbidden": "Give the job's account access to the storage, then rerun from this step.",
    "answer_invalid": _MODEL,
    "model_refused": "The model will not work on this text. Another model may: JOBS_OPENAI_MODEL.",
    "content_filtered": "The provider's filter stopped this text. Another model may take it: JOBS_OPENAI_MODEL.",
    "deadline_exceeded": "See below where the time went. Rerun it; if it needs more, raise the budget in PIPELINES.",
    "not_ready_in_time": "The provider took longer than the step may wait. Rerun from this step: it goes on looking.",
    "out_of_time": "See below where the time went. Rerun from this step.",
    "died": "Its process ended without recording an error: see how far its log goes. Rerun from this step.",
    "out_of_memory": "Give the step more memory in the pipeline's file and render, or send less; then rerun from it.",
    "killed": "Its pod or process was removed from outside. Rerun from this step.",
    "lost": "The machine or process that ran it is gone. Rerun from this step.",
    "workflow_failed": "The workflow ended before a step could speak: look at its pods in the Argo UI.",
    "executor_failed": "The executor could not run it: look at the dispatcher's log.",
    "unknown_pipeline": "This pipeline's code is not installed here. Deploy it, then rerun.",
    "unknown_step": "This step's code is not in the image. Deploy the image that has it, then rerun.",
    "subject_not_found": "Nobody has this key in the data map. Check the subject's id and send it again.",
    "gdpr_not_configured": "Set JOBS_GDPR_DATABASE_URL and JOBS_GDPR_DATA_MAP, then rerun from this step.",
    "data_map_drift": "The database has changed since the map's review: `bgjobs gdpr propose` shows the difference.",
    "unexpected": "This is a fault in the step's code; its log tells where. Rerun from this step once it is mended.",
    "cancelled": "Somebody asked for this. Rerun it if it was a mistake.",
}  # fmt: skip


KNOWN_CODES = frozenset(_ADVICE)


class Told(Model):
    """An error as it was stored. Those of lost attempts and of the control plane may say less than a step's."""

    code: str = "unexpected"
    message: str = ""
    step: str | None = None
    attempt: int | None = None


def advice(error: Mapping[str, Any], exit_code: int | None = None) -> str:
    """One or two sentences; for a code that nobody foresaw, what its kind of error calls for."""
    known = _ADVICE.get(str(error.get("code")))
    if known:
        return known
    if exit_code == 78:
        return _SETTINGS
    if error.get("retryable"):
        return "Trying again may help: rerun from this step."
    return (
        "Trying again with the same input will fail again. Correct what the message names, then run it anew."
    )


def nature(error: Mapping[str, Any], exit_code: int | None = None) -> str:
    """Whether trying again could have helped, in three words or so."""
    if error.get("code") == "cancelled":
        return "stopped on request"
    if exit_code == 78:
        return "needs an operator"
    return "temporary; all attempts used" if error.get("retryable") else "permanent; not tried again"


def may_help(error: Mapping[str, Any], exit_code: int | None = None) -> bool:
    """Whether a rerun with the same input may end otherwise; else the input must change first."""
    return bool(error.get("retryable")) or exit_code == 78 or error.get("code") == "cancelled"
