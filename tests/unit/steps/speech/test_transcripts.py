"""From the provider's transcript to our result, and the rules it is held to."""

from __future__ import annotations

from typing import Any

import pytest

from steps.core.errors import PermanentError
from steps.speech.checks import checks_of, refuse_broken, warnings_of
from steps.speech.models import AudioFormat, SpeakerResult
from steps.speech.transcripts import Repairs, overlap_seconds, result_of, same_text, tag_of

AUDIO = AudioFormat(container="wav", codec="pcm_16", media_type="audio/wav", seconds=10.0005)


def word(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"text": text, "start": start, "end": end, "confidence": 0.9, "speaker": "A", **more}


def utterance(text: str, start: int, end: int, speaker: str = "A", **more: Any) -> dict[str, Any]:
    texts = text.split()
    step = (end - start) // max(1, len(texts))
    words = [
        word(one, start + at * step, start + (at + 1) * step, speaker=speaker) for at, one in enumerate(texts)
    ]
    return {
        "speaker": speaker,
        "start": start,
        "end": end,
        "text": text,
        "confidence": 0.8,
        "words": words,
        **more,
    }


def transcript(*utterances: dict[str, Any], **more: Any) -> dict[str, Any]:
    text = " ".join(one["text"] for one in sorted(utterances, key=lambda one: one["start"]))
    return {
        "id": "t1", "status": "completed", "text": text, "utterances": list(utterances), "confidence": 0.7,
        "language_code": "en_us", "speech_model_used": "universal-2", "audio_duration": 10, **more,
    }  # fmt: skip


def read(raw: dict[str, Any], audio: AudioFormat = AUDIO) -> tuple[SpeakerResult, Repairs]:
    return result_of(raw, audio, remote_deleted=False)


def broken(raw: dict[str, Any], audio: AudioFormat = AUDIO) -> set[str]:
    return {check.code for check in checks_of(*read(raw, audio)) if not check.passed}


def test_a_good_transcript_passes_every_check() -> None:
    raw = transcript(utterance("Good day.", 0, 1000), utterance("Hello.", 1500, 3500, "B"))
    result, _ = read(raw)
    assert broken(raw) == set()
    assert [(who.label, who.seconds, who.words, who.turns) for who in result.speakers] == [
        ("A", 1.0, 2, 1), ("B", 2.0, 1, 1),
    ]  # fmt: skip
    assert [round(who.share, 3) for who in result.speakers] == [0.333, 0.667]
    assert (result.language, result.model_used, result.text) == ("en-US", "universal-2", "Good day. Hello.")


def test_utterances_are_sorted_and_speakers_stand_in_order_of_first_word() -> None:
    result, _ = read(transcript(utterance("second", 2000, 3000, "A"), utterance("first", 0, 1000, "1B")))
    assert [said.text for said in result.utterances] == ["first", "second"]
    assert [who.label for who in result.speakers] == ["1B", "A"]


def test_speaker_labels_may_be_any_string() -> None:
    raw = transcript(utterance("one", 0, 500, "Dr. Who: <x>"), utterance("two", 600, 900, "1A"))
    assert broken(raw) == set()


def test_an_utterance_is_widened_to_hold_its_words() -> None:
    said = utterance("Good day.", 100, 1000)
    said["words"][0]["start"] = 0
    raw = transcript(said)
    result, repairs = read(raw)
    assert result.utterances[0].start_ms == 0
    assert repairs == Repairs(widened=1)
    assert broken(raw) == {"utterances_hold_their_words"}
    refuse_broken(checks_of(result, repairs))
    assert warnings_of(checks_of(result, repairs)) == ["1 utterances were widened, 0 left without word times"]


@pytest.mark.parametrize(
    "change",
    [{"text": "Another text"}, {"words": [word("Good", 5000, 6000), word("day.", 6000, 7000)]}],
)
def test_words_that_do_not_fit_are_left_out_and_the_text_stays(change: dict[str, Any]) -> None:
    said = {**utterance("Good day.", 100, 1000), **change}
    result, repairs = read(transcript(said))
    assert result.utterances[0].words == []
    assert result.utterances[0].text == said["text"]
    assert repairs == Repairs(without_words=1)
    refuse_broken(checks_of(result, repairs))


def test_spacing_and_case_make_no_other_text() -> None:
    said = {**utterance("日本 語", 0, 500), "text": "日本語"}
    assert read(transcript(said))[1] == Repairs()
    assert same_text("Good  Day", "good day")
    assert not same_text("Good day", "Good day!")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"start": 1000, "end": 1000, "words": []}, "times_rise"),
        ({"start": 2000, "end": 1000, "words": []}, "times_rise"),
        ({"start": 0, "end": 11_000, "words": []}, "within_recording"),
    ],
)
def test_impossible_times_fail_the_job(said: dict[str, Any], rule: str) -> None:
    raw = transcript({**utterance("Good day.", 0, 1000), **said})
    assert rule in broken(raw)
    with pytest.raises(PermanentError) as refused:
        refuse_broken(checks_of(*read(raw)))
    assert refused.value.code == "transcript_inconsistent"
    assert f"{rule} (utterance 1)" in refused.value.message
    assert "Good day" not in refused.value.message


def test_speech_may_end_half_a_second_after_the_recording() -> None:
    assert broken(transcript(utterance("Good day.", 0, 10_500))) == set()
    assert broken(transcript(utterance("Good day.", 0, 10_502))) == {"within_recording"}


def test_without_a_length_in_the_file_the_providers_own_counts_by_whole_seconds() -> None:
    unknown = AUDIO.model_copy(update={"seconds": None})
    assert broken(transcript(utterance("Good day.", 0, 11_400)), unknown) == set()
    assert broken(transcript(utterance("Good day.", 0, 11_600)), unknown) == {"within_recording"}
    assert broken(transcript(utterance("Good day.", 0, 99_000), audio_duration=None), unknown) == set()


def test_text_without_utterances_fails() -> None:
    with pytest.raises(PermanentError, match="transcript_inconsistent"):
        read(transcript(text="Good day.", utterances=None))


def test_silence_is_an_empty_result() -> None:
    raw = transcript(text="", utterances=[])
    assert read(raw)[0].speakers == []
    assert broken(raw) == set()


def test_malformed_fields_are_named_without_their_content() -> None:
    with pytest.raises(PermanentError) as refused:
        read(transcript({"speaker": "A", "start": "secret words", "end": 1, "text": "x"}))
    assert refused.value.code == "transcript_garbled"
    assert "utterances" in refused.value.message
    assert "secret" not in refused.value.message


def test_overlap_counts_different_speakers_only() -> None:
    result, _ = read(transcript(
        utterance("a", 0, 4000, "A"), utterance("b", 3000, 6000, "B"), utterance("c", 3500, 3800, "C"),
        utterance("d", 5000, 5500, "B"),
    ))  # fmt: skip
    assert overlap_seconds(result.utterances) == 1.0


@pytest.mark.parametrize(
    ("code", "tag"), [("en_us", "en-US"), ("en", "en"), ("pt_br", "pt-BR"), (None, None), ("", None)]
)
def test_language_codes_become_bcp_47(code: str | None, tag: str | None) -> None:
    assert tag_of(code) == tag
