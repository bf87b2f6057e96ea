"""JSON turns: the shapes that people have, and faults named by turn and field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from steps.core.errors import PermanentError
from steps.meetings.transcripts.json_turns import read_json
from steps.meetings.transcripts.transcript import UNKNOWN, Transcript

SAID = [{"speaker": "Ana", "text": "Hello."}, {"speaker": "Tom", "text": "Hi."}]


def turns(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


@pytest.mark.parametrize(
    "value",
    [
        SAID,
        {"turns": SAID},
        {"turns": [{"turn": 7, **turn, "emotion": "calm"} for turn in SAID]},
        {"result": {"turns": SAID}},
        {
            "meeting_transcripts": [
                {"speaker": "Ana", "content": "Hello."},
                {"speaker": "Tom", "content": "Hi."},
            ]
        },
        {"segments": [{"speaker_name": "Ana", "text": "Hello."}, {"name": "Tom", "text": "Hi."}]},
    ],
)
def test_shapes(value: Any) -> None:
    assert turns(read_json(json.dumps(value))) == [("Ana", "Hello."), ("Tom", "Hi.")]


def test_json_lines() -> None:
    assert turns(read_json("\n".join(map(json.dumps, SAID)))) == [("Ana", "Hello."), ("Tom", "Hi.")]


def test_a_speaker_separation_result_has_names_where_people_filled_them_in() -> None:
    result = {
        "speakers": [{"label": "A", "display_name": "Ana"}, {"label": "B", "display_name": None}],
        "utterances": [
            {"speaker": "A", "text": "Hello.", "start_ms": 0, "end_ms": 900},
            {"speaker": "B", "text": "Hi.", "start_ms": 900, "end_ms": 1500},
        ],
    }
    transcript = read_json(json.dumps({"engine": "assemblyai", "result": result}))
    assert turns(transcript) == [("Ana", "Hello."), ("Speaker B", "Hi.")]
    assert transcript.turns[1].end_ms == 1500


def test_title_and_day_beside_the_turns() -> None:
    transcript = read_json(json.dumps({"title": "Sync", "date": "2026-03-12T10:00:00Z", "turns": SAID}))
    assert (transcript.title, str(transcript.day)) == ("Sync", "2026-03-12")


def test_a_turn_may_be_empty_and_nameless_but_keeps_its_number() -> None:
    transcript = read_json(json.dumps([{"text": "Hello."}, {"speaker": "Tom", "text": ""}, *SAID]))
    assert turns(transcript)[:2] == [(UNKNOWN, "Hello."), ("Tom", "")]
    assert len(transcript.turns) == 4


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ('[{"speaker": "Ana"', "damaged_document", "line 1"),
        ("[" * 100_000, "damaged_document", "no valid JSON"),
        ('{"turns": []}', "unsupported_document", "holds no turns"),
        ('{"words": 3}', "unsupported_document", "holds no turns"),
        ('["Hello", "Hi"]', "unsupported_document", "holds no turns"),
        ('[{"speaker": "Ana"}, {"text": 3}]', "invalid_turns", "turn 0: text"),
        ('[{"speaker": "Ana", "text": "secret", "start_ms": -1}]', "invalid_turns", "turn 0: start_ms"),
    ],
)
def test_faults(text: str, code: str, says: str) -> None:
    with pytest.raises(PermanentError) as caught:
        read_json(text)
    assert caught.value.code == code
    assert says in caught.value.message
    assert "secret" not in caught.value.message


def test_at_most_twenty_faults_are_named() -> None:
    with pytest.raises(PermanentError) as caught:
        read_json(json.dumps([{"speaker": "Ana"}] * 50))
    assert caught.value.message.count("text") == 20
    assert "and 30 more" in caught.value.message
