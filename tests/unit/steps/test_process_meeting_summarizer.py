"""The step of meeting-summarizer from its input to its envelope, with a reader that answers by rules."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.emulators.rules.meetings import meeting_rules
from steps import process_meeting_summarizer
from steps.core.errors import PermanentError
from steps.core.events import MeetingSummarizerRequested, Turn
from steps.core.llm.answers import RULES_NOTE
from steps.core.models import DocumentRef
from steps.core.storage.storage import Storage
from steps.meetings import prompt
from steps.process_meeting_summarizer import Input, Output, run
from tests.support.attempt import Attempt, RulesReader

SAMPLES = Path(__file__).resolve().parents[3] / "pipelines" / "samples"
SMALL = Path(__file__).resolve().parents[2] / "support" / "small_inputs"
RULE_ENGINES: dict[str, Any] = {
    prompt.OUTLINE: meeting_rules.outlined,
    prompt.WINDOW: meeting_rules.answer,
    prompt.SUMMARY: meeting_rules.summarised,
}


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt[RulesReader]:
    return Attempt("meeting-summarizer", Storage(tmp_path.as_uri()), RulesReader())


def ran(input: Input, attempt: Attempt[RulesReader]) -> Output:
    return run(input, attempt.context)


def stored(attempt: Attempt[RulesReader], data: bytes, name: str = "meeting.txt") -> DocumentRef:
    return attempt.storage.put(f"documents/{name}", data, media_type="text/plain", name=name)


@pytest.fixture
def sample(attempt: Attempt[RulesReader]) -> Input:
    data = json.loads((SAMPLES / "meeting-summarizer.json").read_text(encoding="utf-8"))
    document = stored(attempt, (SAMPLES / "meeting-summarizer.vtt").read_bytes(), "meeting.vtt")
    event = MeetingSummarizerRequested.model_validate({**data, "document": document})
    return Input.model_validate(event.model_dump())


def test_numbers_of_cues_are_nobodys_words(attempt: Attempt[RulesReader]) -> None:
    data = (SMALL / "empty_cue_before_numbered_cue.srt").read_bytes()
    output = ran(Input(document=stored(attempt, data)), attempt)
    assert {one.name: one.words for one in output.result.participants} == {"Ines Vogt": 10, "Tarik Bose": 7}


def test_words_like_those_of_a_header_are_said(attempt: Attempt[RulesReader]) -> None:
    data = (SMALL / "words_like_header_names.vtt").read_bytes()
    output = ran(Input(document=stored(attempt, data)), attempt)
    assert sum(one.words for one in output.result.participants) == 35  # 48,000 counts as two
    assert [decision.text for decision in output.result.decisions] == [
        "STYLE GUIDE IS APPROVED, WE DECIDED TO USE IT FROM MAY."
    ]
    assert output.warnings == []


def test_the_sample_becomes_an_envelope(sample: Input, attempt: Attempt[RulesReader]) -> None:
    output = ran(sample, attempt)
    data = (SAMPLES / "meeting-summarizer.vtt").read_bytes()
    assert (output.job_id, output.pipeline, output.created_at) == (
        attempt.job_id,
        attempt.pipeline,
        attempt.queued_at,
    )
    assert (output.engine, output.engine_detail, output.language) == ("rules", "rules-1", "en")
    assert output.quality_note is not None
    assert output.quality_note.startswith(RULES_NOTE)
    assert "weak as prose" in output.quality_note
    assert output.source is not None
    assert (output.source.sha256, output.source.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (output.usage.requests, output.usage.input_tokens) == (3, 2100)
    assert output.warnings == []
    assert attempt.steps == [(1, 3), (2, 3), (3, 3)]
    assert (output.result.title, output.result.meeting_date) == (
        "Product meeting, allotment planner",
        date(2026, 3, 12),
    )
    assert sum(round(10_000 * who.talk_share) for who in output.result.participants) == 10_000
    assert output.artifacts.keys() == {"report"}


def test_the_report_is_stored(sample: Input, attempt: Attempt[RulesReader]) -> None:
    reference = ran(sample, attempt).artifacts["report"]
    report = attempt.storage.read(reference, limit=100_000)
    assert reference.media_type == "text/markdown"
    assert report.decode().startswith("# Product meeting, allotment planner")


def test_a_second_attempt_gives_the_same_bytes(sample: Input, attempt: Attempt[RulesReader]) -> None:
    assert ran(sample, attempt).model_dump_json() == ran(sample, attempt).model_dump_json()


def test_a_model_has_no_quality_note(sample: Input, attempt: Attempt[RulesReader]) -> None:
    attempt.llm.rules = False
    output = ran(sample, attempt)
    assert (output.engine, output.engine_detail, output.quality_note) == ("openai", "some-model", None)


def test_turns_of_the_event_are_written_down_and_offsets_count_in_that(attempt: Attempt[RulesReader]) -> None:
    turns = [
        Turn(speaker="Ana", text="Good morning.\nI'll order the tent by Friday.", start_ms=0, end_ms=4_000),
        Turn(speaker="Tom", text="Let's go with the big tent for the fair.", start_ms=4_000, end_ms=9_500),
    ]
    output = ran(Input(turns=turns, meeting_date=date(2026, 3, 12)), attempt)
    transcript = attempt.storage.read(output.artifacts["transcript"], limit=10_000)
    assert output.source is not None
    assert output.source.sha256 == hashlib.sha256(transcript).hexdigest()
    [action] = output.result.action_items
    assert (action.owner, action.due_date) == ("Ana", date(2026, 3, 13))
    for piece in [*action.evidence, *output.result.decisions[0].evidence]:
        assert transcript.decode()[piece.start : piece.end] == piece.quote
    assert output.result.duration_s == 10
    [where] = [check for check in output.checks if check.code == "evidence_offsets"]
    assert "artifact `transcript`" in where.detail


def test_the_event_counts_more_than_what_stands_above_the_turns(attempt: Attempt[RulesReader]) -> None:
    document = stored(
        attempt, b"Weekly\nDate: 2026-01-05\n\nAna: I'll call the printers by Friday.\nTom: Fine.\nAna: So.\n"
    )
    alone = ran(Input(document=document), attempt).result
    assert (alone.title, alone.meeting_date) == ("Weekly", date(2026, 1, 5))
    told = ran(Input(document=document, title="Monthly", meeting_date=date(2026, 3, 12)), attempt).result
    assert (told.title, told.meeting_date) == ("Monthly", date(2026, 3, 12))
    assert (alone.action_items[0].due_date, told.action_items[0].due_date) == (
        date(2026, 1, 9),
        date(2026, 3, 13),
    )


def test_without_a_day_there_are_no_due_dates_and_that_is_said(attempt: Attempt[RulesReader]) -> None:
    document = stored(attempt, b"Ana: I'll call the printers by Friday.\nTom: Fine.\nAna: So.\n")
    output = ran(Input(document=document), attempt)
    [action] = output.result.action_items
    assert (action.due_text, action.due_date) == ("by Friday", None)
    assert any("on which day the meeting was" in warning for warning in output.warnings)


def test_captions_that_name_nobody_are_warned_of(attempt: Attempt[RulesReader]) -> None:
    cue = b"WEBVTT\n\n00:01.000 --> 00:09.000\nWe decided to buy the big tent for the fair.\n"
    output = ran(Input(document=stored(attempt, cue)), attempt)
    assert any("does not name everybody" in warning for warning in output.warnings)
    assert [who.name for who in output.result.participants] == ["Unknown speaker"]


def test_a_meeting_in_another_language_is_warned_of(attempt: Attempt[RulesReader]) -> None:
    lines = "Ana: Guten Morgen, wir haben heute drei Punkte auf der Liste und nicht viel Zeit.\n"
    lines += "Tom: Ich schicke dir den Bericht bis Freitag, und der Preis ist auch schon klar.\nAna: Das ist gut.\n"
    output = ran(Input(document=stored(attempt, lines.encode())), attempt)
    assert output.language == "de"
    assert any("another language (de)" in warning for warning in output.warnings)
    assert output.result.action_items == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4 minutes", "unsupported_document"),
        (b"", "empty_document"),
        (b"Nobody speaks here.", "unsupported_document"),
        (b"Ana: [laughs]\nTom: [nods]\nAna: ...\n", "empty_document"),
        (b'[{"speaker": "Ana"}]', "invalid_turns"),
        (b"WEBVTT\n\n", "damaged_document"),
        (b"Ana: " + b"word " * 120_000 + b"\nTom: Yes.\nAna: Yes.\n", "document_too_big"),
    ],
)
def test_what_is_no_transcript_fails_at_once(attempt: Attempt[RulesReader], data: bytes, code: str) -> None:
    with pytest.raises(PermanentError) as caught:
        ran(Input(document=stored(attempt, data)), attempt)
    assert caught.value.code == code
    assert attempt.steps == []


def test_the_event_fills_the_input() -> None:
    assert Input.model_fields.keys() == MeetingSummarizerRequested.model_fields.keys()
    assert process_meeting_summarizer.Output is Output
