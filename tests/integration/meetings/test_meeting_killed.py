"""A long meeting whose step is killed between its windows: a rerun pays only for what is missing."""

from __future__ import annotations

from itertools import pairwise

import pytest

from steps.meetings.transcripts.formats import read_transcript
from steps.meetings.transcripts.numbered import in_windows
from steps.meetings.transcripts.transcript import written
from tests.integration.meetings.conftest import SAMPLE, Meeting


@pytest.fixture
def long(meeting: Meeting) -> Meeting:
    """A job whose meeting takes five windows."""
    sample = [(turn.speaker, turn.text) for turn in read_transcript(SAMPLE.read_bytes()).turns]
    turns: list[tuple[str, str]] = []
    while len(in_windows(written((*turn, None, None) for turn in [*turns, *sample]))) < 5:
        turns += sample
    turns += sample
    meeting.new_job(turns=[{"speaker": speaker, "text": text} for speaker, text in turns])
    return meeting


def test_killed_after_window_3_of_5_the_rerun_makes_it_5_in_all(long: Meeting) -> None:
    assert long.apart(dies_after=4) == 9
    assert len(long.fingerprints) == 1 + 3
    assert long.apart() == 0
    assert len(long.fingerprints) == len(set(long.fingerprints)) == 1 + 5 + 1
    assert long.output["usage"]["requests"] == 7
    topics = long.result["topics"]
    assert topics[0]["start_turn"] == 0
    assert all(one["end_turn"] + 1 == other["start_turn"] for one, other in pairwise(topics))
