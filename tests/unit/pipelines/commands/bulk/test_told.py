"""Operations in a terminal fit into 80 columns."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from rich.console import Console, RenderableType

from pipelines.commands.bulk.told import erasure_text, full_text, operations_table, preview_text
from pipelines.operations.bulk.erasing import Erasure
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
    Console(file=file, width=80, highlight=False, force_terminal=True, color_system=None).print(shown)
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
    assert lines[-2:] == ["1 job that fits is not final yet, and would be left out.", "Nothing was changed."]
    lines = text(preview_text(Preview(kind=Kind.CANCEL, selection="", jobs=0, groups=[], left_out=2)))
    assert lines[1] == "2 jobs that fit are final already, and would be left out."


def test_a_dry_run_of_an_erasure() -> None:
    found = Erasure(
        jobs=2508, at_work=1, gathering_jobs=1, events=1, rejected_events=2, pauses=1, bounds=2, weights=0, reasons=1,
        ids=[f"{ID}1"],
    )  # fmt: skip
    lines = erasure_text(found).splitlines()
    assert lines == [
        "2,508 jobs would be erased, 1 of them cancelled first,",
        "with 1 event and 2 refused events.",
        "1 job among them gathered such an event with those of others,",
        "and would lose what was made of these, but not the others' events.",
        "1 pause and 2 bounds of keys that are erased would end.",
        "1 reason of what holds limits would go; what it holds stays.",
        f"Such as {ID}1",
        "Nothing was changed.",
    ]
    assert max(map(len, lines)) <= 80
