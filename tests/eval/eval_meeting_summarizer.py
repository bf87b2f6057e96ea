"""meeting-summarizer on five real meetings: topics against truth, decisions and action items against our own labels.

Labels lie in labels/meetings.json: one reader, whole meetings read. They hold what the rules return and what they miss.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from steps.core.storage.storage import Storage
from steps.meetings.models import MeetingResult
from steps.process_meeting_summarizer import Input, Output, run
from tests.eval.meeting_truth import equal_cuts, scored, true_borders, window_diff
from tests.eval.table import DATA, Row, held_back
from tests.support.attempt import Attempt, RulesReader
from tests.support.evidence import evidence_of

JOB = "meeting-summarizer"
LABELS = Path(__file__).parent / "labels" / "meetings.json"
DAY = date(2026, 3, 12)


def read(data: bytes, storage: Storage) -> Output:
    """The step's output for one transcript."""
    attempt = Attempt(JOB, storage, RulesReader(), datetime(2026, 1, 1, tzinfo=UTC))
    document = storage.put("documents/transcript", data, media_type="text/plain")
    return run(Input(document=document, meeting_date=DAY), attempt.context)


def measure() -> Iterable[Row]:
    truth = json.loads((DATA / "meetings" / "truth.json").read_text())
    data = {name: (DATA / "meetings" / name).read_bytes() for name in truth}
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage(Path(folder).as_uri())
        outputs: dict[str, Output] = {}
        sources: dict[str, str] = {}
        slowest = 0.0
        for name, raw in data.items():
            started = time.process_time()
            outputs[name] = read(raw, storage)
            slowest = max(slowest, time.process_time() - started)
            sources[name] = storage.read(outputs[name].artifacts["transcript"], limit=10_000_000).decode()
        again = {name: read(raw, storage) for name, raw in data.items()}
        vtt = {name: read(as_vtt(json.loads(raw)["turns"]).encode(), storage) for name, raw in data.items()}
    results = {name: output.result for name, output in outputs.items()}
    unseen = held_back(results)
    for which, names in (("", results.keys()), (", held back", unseen)):
        chosen = {name: results[name] for name in results if name in names}
        yield from topics(chosen, truth, which)
        yield from labelled(chosen, which)
    quotes = [
        (piece, sources[name], json.loads(data[name])["turns"])
        for name, result in results.items()
        for piece in evidence_of(result.model_dump())
    ]
    verbatim = [
        source[piece["start"] : piece["end"]] == piece["quote"]
        and piece["quote"] in turns[piece["turn"]]["text"]
        for piece, source, turns in quotes
    ]
    yield Row(
        JOB,
        "quotes verbatim, at their offsets and in their turns",
        sum(verbatim) / len(verbatim),
        1.0,
        len(quotes),
    )
    same = [outputs[name].model_dump_json() == again[name].model_dump_json() for name in data]
    yield Row(JOB, "the same meeting gives the same bytes", sum(same) / len(same), 1.0, len(same))
    alike = [said(results[name]) == said(vtt[name].result) for name in data]
    yield Row(JOB, "JSON turns and VTT give the same items", sum(alike) / len(alike), 1.0, len(alike))
    yield Row(JOB, "slowest meeting, seconds of CPU", slowest, 3.0, len(data), lower_is_better=True)


def topics(results: dict[str, MeetingResult], truth: dict[str, Any], which: str) -> Iterable[Row]:
    """WindowDiff of our borders; the floors are those of no border, and of as many equal cuts as ours."""
    ours, uncut, equal = [], [], []
    for name, result in results.items():
        turns, right = truth[name]["turns"], true_borders(truth[name])
        found = [topic.start_turn for topic in result.topics][1:]
        ours.append(window_diff(right, found, turns))
        uncut.append(window_diff(right, [], turns))
        equal.append(window_diff(right, equal_cuts(turns, len(found)), turns))
    count = len(ours)
    for floor, measure in ((uncut, "no cut"), (equal, "as many equal cuts")):
        yield Row(
            JOB,
            f"topics: WindowDiff (floor: {measure}){which}",
            sum(ours) / count,
            sum(floor) / count,
            count,
            lower_is_better=True,
        )


def labelled(results: dict[str, MeetingResult], which: str) -> Iterable[Row]:
    """Precision, and recall of what one reader found."""
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    for field, name, least in (("action_items", "action items", 0.2), ("decisions", "decisions", 0.2)):
        scores = [
            scored(getattr(result, field), labels[meeting][field]) for meeting, result in results.items()
        ]
        right, returned, missed = (sum(score[place] for score in scores) for place in range(3))
        found = sum(label["right"] for meeting in results for label in labels[meeting][field]) - missed
        yield Row(JOB, f"{name}: precision{which}", right / returned if returned else 1.0, 0.8, returned)
        yield Row(
            JOB,
            f"{name}: recall of what a reader finds{which}",
            found / (found + missed),
            0.0 if which else least,  # two short meetings hold too few to say more
            found + missed,
        )


def said(result: MeetingResult) -> list[str]:
    """What does not depend on where quotes stand in the file."""
    lists = (result.decisions, result.action_items, result.open_questions, result.topics)
    return [item.model_dump_json(exclude={"evidence"}) for items in lists for item in items]


def as_vtt(turns: list[dict[str, Any]]) -> str:
    """A cue of three seconds for each turn."""
    cues = [
        f"{clock(3 * n)} --> {clock(3 * n + 3)}\n<v {turn['speaker']}>{turn['text'].replace('&', '&amp;')}"
        for n, turn in enumerate(turns)
    ]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"
