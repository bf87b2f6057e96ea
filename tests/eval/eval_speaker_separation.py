"""How well people are told apart on recordings of two speakers, and whether subtitles say what the result says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from steps.speech import captions
from steps.speech.models import SpeakerResult
from tests.eval.command import Installation, installation
from tests.eval.diarization import error_rate
from tests.eval.table import DATA, Row

JOB = "speaker-separation"
SPEECH = DATA / "speech"


def measure() -> Iterable[Row]:
    dialogues = json.loads((SPEECH / "truth.json").read_text(encoding="utf-8"))["dialogues"]
    with installation() as jobs:
        results = {name: run(jobs, name, truth) for name, truth in dialogues.items()}
        rates = {name: der(dialogues[name], result["result"]) for name, result in results.items()}
        mono = [rate for name, rate in rates.items() if dialogues[name]["channels"] == 1]
        yield Row(JOB, "diarization error rate, mono, two speakers given", max(mono), 0.15, len(mono), True)
        stereo = [rate for name, rate in rates.items() if dialogues[name]["channels"] == 2]
        yield Row(JOB, "diarization error rate, one speaker a channel", max(stereo), 0.0, len(stereo), True)
        trips = [same for result in results.values() for same in round_trips(result)]
        yield Row(JOB, "SRT and VTT read back as the utterances", sum(trips) / len(trips), 1.0, len(trips))


def run(jobs: Installation, name: str, truth: dict[str, Any]) -> dict[str, Any]:
    data = {"multichannel": True} if truth["channels"] == 2 else {"speakers_expected": truth["speakers"]}
    done = jobs.run(JOB, {**data, "language": "en"}, SPEECH / name)
    if done["result"] is None:
        raise RuntimeError(f"{name}: {done['error']}")
    result: dict[str, Any] = done["result"]
    return result


def der(dialogue: dict[str, Any], result: dict[str, Any]) -> float:
    truth = [(one["speaker"], one["start_ms"] // 10, one["end_ms"] // 10) for one in dialogue["utterances"]]
    heard = [(one["speaker"], one["start_ms"] // 10, one["end_ms"] // 10) for one in result["utterances"]]
    return error_rate(truth, heard)


def round_trips(result: dict[str, Any]) -> list[bool]:
    cues = captions.cues_of(SpeakerResult.model_validate(result["result"]).utterances)
    return [
        read(Path(url2pathname(urlsplit(result["artifacts"][kind]["uri"]).path)).read_text(encoding="utf-8"))
        == cues
        for kind, read in (("srt", captions.read_srt), ("vtt", captions.read_vtt))
    ]
