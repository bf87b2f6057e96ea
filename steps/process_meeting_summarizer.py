"""Summarise a meeting: an outline, windows of turns in parallel, one summary; every quote looked up in its turn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from steps.core.context import Context
from steps.core.delivery import enveloped, failed, reader_of, store_text
from steps.core.events import Turn
from steps.core.models import DocumentRef, Envelope, Model, Source
from steps.core.needs import Need
from steps.core.postgres.results import result_of
from steps.core.text.language import language_of
from steps.meetings.asking import Reader
from steps.meetings.assembly.assemble import Assembly
from steps.meetings.assembly.grounding import TranscriptGrounding
from steps.meetings.checks import checks
from steps.meetings.models import MeetingResult
from steps.meetings.report import report
from steps.meetings.transcripts.formats import checked, read_transcript
from steps.meetings.transcripts.json_turns import transcript_of
from steps.meetings.transcripts.transcript import Transcript, written

NEEDS = frozenset({Need.LLM, Need.STORAGE})
MAX_BYTES = 20_000_000
# Measured on five meetings of two corpora, tidied sentences and topic words put together by code; see tests/eval.
RULES_NOTE = (
    "Decisions and action items are found by the words people use for them (English only): what is returned is right "
    "in about 8 of 10 cases, and much that is agreed in other words is missed. Topics come from changes of vocabulary "
    "and are named by their words. The summary is put together from these lists and from sentences of the meeting; it "
    "is weak as prose and no substitute for reading. Whether a question was answered is judged by the next four turns."
)


class Input(Model):
    """The event: turns, a transcript, or the job that made one."""

    turns: list[Turn] | None = None
    document: DocumentRef | None = None
    speaker_separation_job_id: str | None = None
    title: str | None = None
    meeting_date: date | None = None


Output = Envelope[MeetingResult]


@dataclass(frozen=True)
class Given:
    """The meeting as it came: its transcript, the bytes it was read from, and what to tell of their origin."""

    transcript: Transcript
    data: bytes
    media_type: str
    warnings: tuple[str, ...] = ()


def run(input: Input, context: Context) -> Output:
    given = _given(input, context)
    transcript = given.transcript
    ground = TranscriptGrounding(transcript, input.meeting_date or transcript.day)
    reader = Reader(context.llm, transcript, context.progress)
    assembly = Assembly(ground, input.title or transcript.title, reader.outline(), reader.windows())
    result = assembly.result(reader.summary(assembly.digest()))
    checked_items = checks(ground, result, summary_carried=assembly.carried)
    warnings = [*given.warnings, *failed(checked_items)]
    language = language_of(transcript.spoken)
    by_rules = next((answer for answer in reader.answers if answer.engine == "rules"), None)
    if by_rules and language not in (None, "en"):
        warnings.append(f"the rules read English, and this meeting is in another language ({language})")
    read_by = reader_of(by_rules or reader.answers[-1], RULES_NOTE)
    written = report(
        result,
        engine=read_by.detail,
        quality_note=read_by.note,
        warnings=warnings,
        quotes_follow=by_rules is None,
    )
    artifacts = {"report": store_text(context, "report.md", written)}
    if not transcript.from_document:
        artifacts["transcript"] = store_text(context, "transcript.txt", transcript.source, "text/plain")
    return enveloped(
        Output,
        result,
        context,
        read_by,
        artifacts=artifacts,
        source=Source(
            sha256=hashlib.sha256(given.data).hexdigest(),
            bytes=len(given.data),
            media_type=given.media_type,
            chars=len(transcript.source),
        ),
        checks=checked_items,
        warnings=warnings,
        usage=reader.usage,
        language=language,
    )


def _given(input: Input, context: Context) -> Given:
    """Errors: what Storage.read, read_transcript and result_of raise."""
    if input.document is not None:
        data = context.storage.read(input.document, limit=MAX_BYTES)
        return Given(read_transcript(data), data, input.document.media_type or "text/plain")
    if input.speaker_separation_job_id is not None:
        job_id = input.speaker_separation_job_id
        envelope = result_of(context.connection, job_id, pipeline="speaker-separation")
        transcript = checked(transcript_of(envelope))
        said = "the recording was transcribed by rules, not by a speech model; expect many wrong words"
        heard = (said,) if envelope.get("engine") == "rules" else ()
        return Given(transcript, transcript.source.encode(), "text/plain", heard)
    turns = ((turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in input.turns or ())
    transcript = checked(written(turns))
    return Given(transcript, transcript.source.encode(), "text/plain")
