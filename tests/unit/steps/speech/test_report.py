"""The report reads well and shows what was said as it was said."""

from __future__ import annotations

from steps.speech.models import AudioFormat, SpeakerResult, Utterance
from steps.speech.report import markdown
from steps.speech.transcripts import speakers_of

AUDIO = AudioFormat(
    container="wav", codec="pcm_16", media_type="audio/wav", sample_rate=16000, channels=2, seconds=3725.0
)


def result(*utterances: Utterance) -> SpeakerResult:
    return SpeakerResult(
        audio=AUDIO, language="en", provider_transcript_id="t", speakers=speakers_of(utterances),
        utterances=list(utterances), text="", overlap_seconds=1.25, remote_deleted=True,
    )  # fmt: skip


def test_speaking_time_then_transcript() -> None:
    said = [
        Utterance(speaker="A", start_ms=0, end_ms=3000, text="Good *day* | all."),
        Utterance(speaker="B", start_ms=3_600_000, end_ms=3_601_000, text="Hello\nthere. [x](y)"),
    ]
    report = markdown(result(*said), engine="rules-1", quality_note="Expect little.", warnings=["Mind this."])
    assert report == (
        "# Who said what\n\n"
        "3725.0 s; wav, pcm\\_16; 16,000 Hz; stereo; language en; transcribed by rules-1.\n\n"
        "> Expect little.\n\n> Warning: Mind this.\n\n"
        "## Speaking time\n\n| Speaker | Time | Share | Words | Turns |\n|---|---:|---:|---:|---:|\n"
        "| Speaker A | 3.0 s | 75% | 4 | 1 |\n| Speaker B | 1.0 s | 25% | 3 | 1 |\n\n"
        "More than one person spoke at once for 1.2 s.\n\n"
        "## Transcript\n\n"
        "**Speaker A** (0:00:00): Good \\*day\\* \\| all.\n\n"
        "**Speaker B** (1:00:00): Hello there. \\[x\\](y)\n"
    )


def test_silence_has_no_empty_table() -> None:
    report = markdown(result(), engine="universal-2", quality_note=None)
    assert "Nobody speaks in this recording." in report
    assert "|" not in report
