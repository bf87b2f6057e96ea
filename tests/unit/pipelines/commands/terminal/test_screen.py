"""What reaches stdout."""

from __future__ import annotations

import json

import pytest
from rich.text import Text

from pipelines.commands.terminal.screen import answer, note, say, say_json

WORDS = "[/bold] [red]x :smile: \x1b[31m " + "long " * 60


def test_a_line_of_a_pipe_is_not_broken_nor_taken_for_markup(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    say(WORDS.strip())
    note(WORDS.strip())
    told = capsys.readouterr()
    assert told.out == told.err == WORDS.strip().replace("\x1b", "␛") + "\n"


def test_json_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"message": WORDS + "\x9b"})
    text = capsys.readouterr().out
    assert json.loads(text) == {"message": WORDS + "\x9b"}
    assert text.count("\n") == 1
    assert "\x9b" not in text


@pytest.mark.parametrize(
    ("as_json", "quiet", "said"),
    [(True, False, '{"id": "a"}\n'), (False, True, "a\nb\n"), (False, False, "shown\n")],
)
def test_an_answer_has_the_form_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], as_json: bool, quiet: bool, said: str
) -> None:
    answer(as_json, quiet, {"id": "a"}, ["a", "b"], lambda: Text("shown"))
    assert capsys.readouterr().out == said
