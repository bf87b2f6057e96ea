"""Our sample meeting, a way to hear a few lines of talk, and results of answers that were changed on purpose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.emulators.rules.meetings import meeting_rules
from pipelines.emulators.rules.meetings.language.sayings import Saying, sayings
from steps.core.models import Check
from steps.meetings.assembly.assemble import Assembly
from steps.meetings.assembly.grounding import TranscriptGrounding
from steps.meetings.checks import checks
from steps.meetings.models import MeetingResult
from steps.meetings.transcripts.formats import read_transcript
from steps.meetings.transcripts.numbered import NumberedTranscript, in_windows, read, whole
from steps.meetings.transcripts.transcript import Transcript
from steps.meetings.wire import MeetingOutline, MeetingSummary, MeetingWindow

SAMPLE = Path(__file__).resolve().parents[4] / "pipelines" / "samples" / "meeting-summarizer.vtt"
DAY = date(2026, 3, 12)
Heard = Callable[[str], tuple[NumberedTranscript, list[Saying]]]
Assemble = Callable[..., tuple[MeetingResult, dict[str, Check]]]


@pytest.fixture(scope="session")
def sample() -> Transcript:
    return read_transcript(SAMPLE.read_bytes())


@pytest.fixture(scope="session")
def heard() -> Heard:
    """Lines of `Name: words` as the rules see them."""

    def heard(lines: str) -> tuple[NumberedTranscript, list[Saying]]:
        seen = read(whole(read_transcript(lines.strip().encode())))
        return seen, sayings(seen)

    return heard


@pytest.fixture
def assemble(sample: Transcript) -> Assemble:
    """The result of the rules' answers, with fields of the window or whole answers changed, and its checks by code."""

    def assemble(
        *,
        transcript: Transcript = sample,
        day: date | None = DAY,
        outline: dict[str, Any] | None = None,
        summary: dict[str, Any] | None = None,
        **window: Any,
    ) -> tuple[MeetingResult, dict[str, Check]]:
        ground = TranscriptGrounding(transcript, day)
        first = meeting_rules.outlined(whole(transcript)).model_dump()
        said = [meeting_rules.answer(document).model_dump() for _, document in in_windows(transcript)]
        assembly = Assembly(
            ground,
            None,
            MeetingOutline.model_validate({**first, **(outline or {})}),
            [MeetingWindow.model_validate({**each, **window}) for each in said],
        )
        last = meeting_rules.summarised(assembly.digest().written()).model_dump()
        result = assembly.result(MeetingSummary.model_validate({**last, **(summary or {})}))
        made = checks(ground, result, summary_carried=assembly.carried)
        return result, {check.code: check for check in made}

    return assemble
