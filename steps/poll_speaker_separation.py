"""Look once whether the transcript is ready. Its failure is an answer; only `not yet` is worth another look."""

from __future__ import annotations

from typing import Literal

from steps.core.context import Context
from steps.core.errors import NotReady
from steps.core.models import Model
from steps.core.needs import Need
from steps.core.speech.client import without_urls
from steps.speech.remote import UNFINISHED, failure_of, refuse_deleted
from steps.speech.submission import Recording, Submission

NEEDS = frozenset({Need.SPEECH, Need.STORAGE})


class Input(Recording):
    """The same recording as in the submit step, so that the ledger's row is found again."""


class Output(Model):
    """How the transcription ended. `final_transcript_id` is another than the first where it was submitted again."""

    remote_status: Literal["completed", "error"]
    remote_error: str | None = None
    final_transcript_id: str


def run(input: Input, context: Context) -> Output:
    """One look. Errors: NotReady while it is not finished, and what Submission and the provider raise."""
    submission = Submission(input, context)
    transcript_id = submission.send()
    raw = context.speech.get(transcript_id)
    refuse_deleted(raw)
    status = str(raw.get("status"))
    if status == "completed":
        return Output(remote_status="completed", final_transcript_id=transcript_id)
    if status != "error":
        if status not in UNFINISHED:
            context.log.warning("unknown_transcript_status", extra={"status": status[:40]})
        raise NotReady(
            "transcript_not_ready",
            f"the transcript is {status[:40] if status in UNFINISHED else 'not ready'}",
        )
    error = str(raw.get("error") or "")
    failure = failure_of(error)
    if (failure.again or failure.upload_again) and not submission.trail.failed:
        context.log.warning(
            "transcript_submitted_again", extra={"code": failure.code, "error": failure.message}
        )
        submission.send_again(transcript_id, upload=failure.upload_again)
        raise NotReady("transcript_submitted_again", f"{failure.message}; it was submitted once more")
    return Output(remote_status="error", remote_error=without_urls(error), final_transcript_id=transcript_id)
