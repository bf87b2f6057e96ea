"""Send a recording to the speech provider and keep the transcript's id; what was sent is never sent twice."""

from __future__ import annotations

from steps.core.context import Context
from steps.core.models import Model
from steps.core.needs import Need
from steps.speech.audio import sniffed
from steps.speech.models import AudioFormat
from steps.speech.submission import Recording, Submission

NEEDS = frozenset({Need.SPEECH, Need.STORAGE})


class Input(Recording):
    """The recording; its size and digest come from validate-job."""


class Output(Model):
    """`audio` is what the recording's own header says."""

    transcript_id: str
    audio: AudioFormat


def run(input: Input, context: Context) -> Output:
    with context.storage.open(input.document) as stream:
        audio = sniffed(stream, input.document_bytes)
    return Output(transcript_id=Submission(input, context).send(), audio=audio)
