"""Operations in a terminal fit into 80 columns."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from rich.console import Console, RenderableType

from pipelines.commands.bulk.told import full_text, operations_table, preview_text
from pipelines.operations.bulk.freezing import Group, Preview
from pipelines.operations.bulk.operation import MadeJobs, OperationView, Reason
from pipelines.operations.bulk.states import Kind
from steps.core.status import JobStatus

ID = "0198c0de-0000-7000-8000-00000000000"
FOUND = OperationView(
    id=f"{ID}1", kind="rerun", state="working", selection="status=failed since=2h", from_step=None, rate=10.0,
    why="the provider answers again", actor="ana@laptop", total=2508, position=1200, done=1190, left_alone=10, undone=0,
    problem=None, created_at=datetime(2026, 6, 1, tzinfo=UTC), ended_at=None,
    made=[MadeJobs(status=JobStatus.QUEUED, jobs=1190)], reasons=[Reason(reason="gone", jobs=10, ids=[f"{ID}2"])],
)  # fmt: skip


def text(shown: RenderableType) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=80, highlight=False).print(shown)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_one_operation() -> None:
    lines = text(full_text(FOUND))
    assert lines[0] == "rerun of 2,508 jobs: working, 1,190 done, 10 left alone, 1,308 to come"
    assert "rate: 10/s" in lines
    assert "new jobs: 1,190 queued" in lines
    assert lines[-1] == "possible: pause, stop, undo"


def test_many_operations_take_a_line_each() -> None:
    assert len(text(operations_table([FOUND, FOUND]))) == 3


def test_a_preview() -> None:
    groups = [
        Group(
            pipeline="news-analyzer",
            status=JobStatus.FAILED,
            code="provider_rate_limited",
            jobs=3,
            ids=[f"{ID}3"],
        )
    ]
    lines = text(preview_text(Preview(kind=Kind.RERUN, selection="", jobs=3, groups=groups, left_out=1)))
    assert lines[0] == "3 jobs would be run again."
    assert lines[-2:] == ["1 job that fit are not final yet, and would be left out.", "Nothing was changed."]
