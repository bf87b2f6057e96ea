"""The rules that every result keeps. One that is broken beyond repair fails the job rather than mislead its reader."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

from steps.core.errors import PermanentError
from steps.core.models import Check
from steps.speech import captions
from steps.speech.captions import Cue
from steps.speech.models import SpeakerResult, Utterance
from steps.speech.transcripts import SLACK_MS, Repairs, same_text

ROUNDING_MS = 1000  # the provider gives a recording's length in whole seconds


def checks_of(result: SpeakerResult, repairs: Repairs) -> list[Check]:
    """What was checked, and how it came out."""
    said = result.utterances
    cues = captions.cues_of(said)
    limit = _limit_ms(result)
    labels = {utterance.speaker for utterance in said}
    return [
        _every("times_rise", said, lambda one: one.start_ms < one.end_ms),
        Check.of("sorted_by_time", all(a.start_ms <= b.start_ms for a, b in itertools.pairwise(said))),
        _every("words_inside_utterance", said, _words_inside),
        _every("words_make_text", said, lambda one: not one.words or same_text(_joined(one), one.text)),
        _every("within_recording", said, lambda one: limit is None or one.end_ms <= limit),
        Check.of("speakers_are_those_heard", {speaker.label for speaker in result.speakers} == labels),
        Check.of("shares_add_up", not labels or abs(sum(who.share for who in result.speakers) - 1) < 1e-6),
        Check.of("srt_reads_back", _reads_back(cues, captions.srt, captions.read_srt)),
        Check.of("vtt_reads_back", _reads_back(cues, captions.vtt, captions.read_vtt)),
        Check.of(
            "text_is_that_of_utterances",
            not said or same_text(result.text, " ".join(one.text for one in sorted(said, key=_begins))),
            severity="warn",
            fault="the whole text is not that of the utterances in order of time, as when people speak at once",
        ),
        Check.of(
            "utterances_hold_their_words",
            repairs == Repairs(),
            severity="warn",
            fault=f"{repairs.widened} utterances were widened, {repairs.without_words} left without word times",
        ),
    ]


def refuse_broken(checks: Iterable[Check]) -> None:
    """Errors: PermanentError `transcript_inconsistent` naming the broken rules."""
    broken = [
        f"{check.code} ({check.detail})" if check.detail else check.code for check in checks if _breaks(check)
    ]
    if broken:
        raise PermanentError(
            "transcript_inconsistent", f"the provider's transcript breaks: {', '.join(broken)}"
        )


def warnings_of(checks: Iterable[Check]) -> list[str]:
    """The broken rules that a result may live with, in words."""
    return [check.detail for check in checks if not check.passed and check.severity == "warn"]


def _breaks(check: Check) -> bool:
    return not check.passed and check.severity == "error"


def _limit_ms(result: SpeakerResult) -> int | None:
    """The last millisecond in which speech may end; null where nobody knows how long the recording is."""
    seconds = result.audio.seconds
    if seconds is None:
        return None
    rounding = ROUNDING_MS if float(seconds).is_integer() else 0
    return round(seconds * 1000) + SLACK_MS + rounding


def _words_inside(utterance: Utterance) -> bool:
    return all(
        utterance.start_ms <= word.start_ms <= word.end_ms <= utterance.end_ms for word in utterance.words
    )


def _joined(utterance: Utterance) -> str:
    return " ".join(word.text for word in utterance.words)


def _begins(utterance: Utterance) -> int:
    return utterance.start_ms


def _reads_back(cues: list[Cue], write: Callable[[list[Cue]], str], read: Callable[[str], list[Cue]]) -> bool:
    try:
        return read(write(cues)) == cues
    except ValueError:
        return False


def _every(code: str, said: list[Utterance], holds: Callable[[Utterance], bool]) -> Check:
    broken = [str(number) for number, utterance in enumerate(said, start=1) if not holds(utterance)]
    return Check.of(code, not broken, fault=f"utterance {', '.join(broken[:5])}")
