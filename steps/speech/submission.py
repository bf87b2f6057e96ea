"""The way of a recording to the provider, resumable at any point, so that no kill makes us upload or pay twice.

One row of the ledger is one recording: intent (to upload) → uploaded → submitted → succeeded (our copy is stored) →
deleted (the provider's copy is gone). Wherever an attempt ended, the next goes on from there. Between uploaded and
submitted nobody knows whether the provider took the submission, so it is asked first for a transcript of this upload.

A transcription that failed by the provider's own fault is submitted once more. The poll step does that, since it sees
the failure: it puts the row back to uploaded (or to intent, where the upload was at fault), remembers the failed
transcript's id in it, and goes the same way again.
"""

from __future__ import annotations

from typing import Any

from steps.core.context import Context
from steps.core.errors import PermanentError, TemporaryError
from steps.core.models import DocumentRef, Model
from steps.core.postgres.ledger import Call, Ledger, fingerprint
from steps.core.speech.client import PROVIDER
from steps.speech.webhook import webhook_options

STEP = "submit-speaker-separation"  # the ledger's rows stand under the step that begins them
SENT = frozenset({"submitted", "succeeded", "deleted"})
# In order of preference; the provider needs them named. https://www.assemblyai.com/docs/pre-recorded-audio
MODELS = ("universal-3-5-pro", "universal-2")


class Recording(Model):
    """What all three steps must know to find the same row: the recording and what is asked about it."""

    document: DocumentRef
    document_bytes: int
    document_sha256: str
    speakers_expected: int | None = None
    language: str | None = None
    multichannel: bool = False


class Trail(Model):
    """What the row remembers beside ids: transcripts that failed, and where our copy of the good one lies."""

    failed: list[str] = []
    copy_at: DocumentRef | None = None


def options_of(recording: Recording) -> dict[str, Any]:
    """What to ask of the provider. Channels or voices, never both: a speaker per channel is known."""
    options: dict[str, Any] = {"speech_models": list(MODELS)}
    if recording.multichannel:
        options["multichannel"] = True
    else:
        options["speaker_labels"] = True
        if recording.speakers_expected is not None:
            options["speakers_expected"] = recording.speakers_expected
    if recording.language:
        options["language_code"] = recording.language
    else:
        options["language_detection"] = True
    return options


class Submission:
    """One recording's row in the ledger, and the calls that move it on."""

    def __init__(self, recording: Recording, context: Context) -> None:
        self._recording, self._context = recording, context
        self._options = options_of(recording)
        self._ledger = Ledger(context.connection, context.job_id, STEP)
        self._key = fingerprint(provider=PROVIDER, sha256=recording.document_sha256, options=self._options)
        self._call = self._ledger.open(PROVIDER, self._key)

    @property
    def state(self) -> str:
        return self._call.state

    @property
    def trail(self) -> Trail:
        return Trail.model_validate(self._call.response or {})

    def send(self) -> str:
        """The id of the submitted transcript; uploads and submits first, where that has not happened yet."""
        if self._call.state in SENT and self._call.external_id:
            return self._call.external_id
        upload_url = self._call.upload_url
        if upload_url is None or self._call.state == "intent":
            with self._context.storage.open(self._recording.document) as stream:
                upload_url = self._context.speech.upload(stream)
            self._record("uploaded", upload_url=upload_url)
            self._context.log.info("recording_uploaded", extra={"bytes": self._recording.document_bytes})
            orphan = None
        else:
            known = frozenset(self.trail.failed)
            orphan = self._context.speech.find(upload_url, self._context.queued_at, without=known)
        transcript_id = orphan or self._submitted(upload_url)
        self._record("submitted", external_id=transcript_id)
        event = "transcript_adopted" if orphan else "transcript_submitted"
        self._context.log.info(event, extra={"transcript_id": transcript_id})
        return transcript_id

    def send_again(self, failed_id: str, *, upload: bool) -> None:
        """Submit once more after a transcript that failed, from a new upload where the old one was at fault."""
        trail = Trail(failed=[*self.trail.failed, failed_id])
        self._record("intent" if upload else "uploaded", response=trail.model_dump(mode="json"))
        self.send()

    def stored(self, copy: DocumentRef, usage: dict[str, Any]) -> None:
        """The transcript lies in our storage now."""
        trail = self.trail.model_copy(update={"copy_at": copy})
        self._record("succeeded", response=trail.model_dump(mode="json"), usage=usage)

    def delete_remote(self) -> None:
        """Delete every transcript of this recording at the provider, the upload with it."""
        if self._call.state == "deleted":
            return
        for transcript_id in {*self.trail.failed, self._call.external_id} - {None}:
            self._context.speech.delete(str(transcript_id))
        self._record("deleted")

    def _submitted(self, upload_url: str) -> str:
        try:
            webhook = webhook_options(self._context.settings, self._context.job_id)
            transcript_id, _ = self._context.speech.submit(upload_url, {**self._options, **webhook})
        except TemporaryError as error:
            self._record("unknown", error=error)
            raise
        except PermanentError as error:
            self._record("failed", error=error)
            raise
        return transcript_id

    def _record(self, state: Any, **what: Any) -> None:
        self._ledger.record(self._key, state, **what)
        known = {name: value for name, value in what.items() if name in Call.model_fields}
        self._call = self._call.model_copy(update={"state": state, **known})
