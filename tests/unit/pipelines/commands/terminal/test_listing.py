"""Lists in a terminal of any width, and in a pipe."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pipelines.commands.terminal.listing import Cell, Column, Listing

ID = "01a20c48-267c-7e7c-aad5-99f58161d662"


def listing(pipeline: str = "news-analyzer", error: str = "provider_rate_limited") -> Listing:
    made = Listing(Column("id", keep=True), "pipeline", Column("time", right=True), "error")
    made.add(Cell("01a20c4826..61d662", ID), pipeline, Cell("1.2 s", "1.234"), error)
    made.add(Cell("01a20c4826..61d663", ID), "x", Cell("12.2 s", "12.234"), "")
    return made


def drawn(shown: Listing, width: int, *, terminal: bool = True) -> list[str]:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=terminal, color_system=None, markup=False)
    console.print(shown, soft_wrap=not terminal)
    return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
@pytest.mark.parametrize("pipeline", ["news-analyzer", "p" * 300, "界" * 60])
def test_in_a_terminal_a_row_is_a_line_and_an_id_is_whole(width: int, pipeline: str) -> None:
    lines = drawn(listing(pipeline), width)
    assert len(lines) == 3
    assert [line.split()[0] for line in lines] == ["id", "01a20c4826..61d662", "01a20c4826..61d663"]
    assert max(map(cell_len, lines)) <= width


def test_columns_are_aligned_and_what_is_short_is_whole() -> None:
    assert drawn(listing(), 80) == [
        "id                  pipeline         time  error",
        "01a20c4826..61d662  news-analyzer   1.2 s  provider_rate_limited",
        "01a20c4826..61d663  x              12.2 s",
    ]


def test_what_is_short_stays_whole_and_the_last_column_goes_first() -> None:
    assert drawn(listing(), 56)[1] == "01a20c4826..61d662  news-analyzer   1.2 s  provider_rat…"
    assert drawn(listing(), 44)[1:] == [
        "01a20c4826..61d662  news-analyzer   1.2 s",
        "01a20c4826..61d663  x              12.2 s",
    ]


def test_in_a_pipe_values_are_whole_with_tabs_between_and_no_heading() -> None:
    lines = drawn(listing("p" * 300, "two\nlines\tand \x1b[31m"), 80, terminal=False)
    assert lines == [f"{ID}\t{'p' * 300}\t1.234\ttwo lines and ␛[31m", f"{ID}\tx\t12.234\t-"]


def test_sentences_go_on_below_where_there_is_no_room_beside() -> None:
    made = Listing("step", Column("error", text=True))
    made.add("process-news-analyzer", "code: " + "long " * 20)
    beside, below = drawn(made, 80), drawn(made, 40)
    assert beside[1].startswith("process-news-analyzer  code: long")
    assert beside[2].startswith(" " * 23 + "long")
    assert below[1:3] == ["process-news-analyzer", "    code: long long long long long long"]
    assert " ".join(" ".join(below[2:]).split()) == "code: " + " ".join(["long"] * 20)


def test_a_heading_of_sentences_that_nobody_said_is_left_out() -> None:
    made = Listing("pipeline", Column("changed", text=True))
    made.add("x", Text(""))
    assert drawn(made, 80) == ["pipeline", "x"]


def test_nothing_is_nothing() -> None:
    assert drawn(Listing("a", "b"), 80) == drawn(Listing("a", "b"), 80, terminal=False) == []
