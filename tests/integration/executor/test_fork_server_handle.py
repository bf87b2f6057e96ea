"""A fork server owes no answer to a job that was cancelled, and none for its predecessor."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipelines.control.executors.local.fork_server_handle import ForkServerHandle
from tests.support.processes import ROOT
from tests.support.waiting import PATIENCE

Trial = Callable[[ForkServerHandle], Awaitable[None]]


def with_handle(folder: Path, trial: Trial) -> tuple[list[str], int]:
    """What the event loop complained of, and how often the fork server was lost."""
    complaints: list[str] = []
    gone: list[None] = []

    def complain(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        complaints.append(repr(context.get("exception") or context["message"]))

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(complain)
        handle = ForkServerHandle(
            {**os.environ},
            folder / "workers.log",
            ended=lambda pid, status: None,
            gone=lambda: gone.append(None),
        )
        handle.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await trial(handle)
        finally:
            handle.stop()

    asyncio.run(run())
    return complaints, len(gone)


async def cancelled_fork(handle: ForkServerHandle) -> None:
    """Ask for a worker and do not wait for it. Its end of the channel is closed, so it ends by itself."""
    await handle.ready()
    ours, theirs = socket.socketpair()
    asked = asyncio.create_task(handle.fork(theirs))
    while not handle._forking:
        await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    ours.close()


async def forked(handle: ForkServerHandle) -> int:
    ours, theirs = socket.socketpair()
    with ours:
        return await handle.fork(theirs)


def test_an_answer_that_nobody_waits_for_is_nobody_elses(tmp_path: Path) -> None:
    pids: list[int] = []

    async def trial(handle: ForkServerHandle) -> None:
        await cancelled_fork(handle)
        pids.extend([await forked(handle), await forked(handle)])

    assert with_handle(tmp_path, trial) == ([], 1)
    assert len(set(pids)) == 2


def test_a_fork_server_lost_after_a_cancelled_job(tmp_path: Path) -> None:
    async def trial(handle: ForkServerHandle) -> None:
        await cancelled_fork(handle)
        assert handle._process is not None
        os.kill(handle._process.pid, signal.SIGKILL)
        while handle._control is not None:
            await asyncio.sleep(0.01)
        assert not handle._forking
        assert await forked(handle) > 0

    assert with_handle(tmp_path, trial) == ([], 2)


def test_the_fork_server_has_one_thread_when_it_forks(tmp_path: Path) -> None:
    """Else a child might wait for ever for a lock, and macOS would end it where it uses Apple's frameworks."""
    threads: list[int] = []

    async def trial(handle: ForkServerHandle) -> None:
        await forked(handle)
        assert handle._process is not None
        threads.append(psutil.Process(handle._process.pid).num_threads())

    assert with_handle(tmp_path, trial) == ([], 1)
    assert threads == [1]


def test_what_is_preloaded_is_imported_before_the_first_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loaded_early.py").write_text(
        "import pathlib; pathlib.Path(__file__).with_suffix('.seen').touch()"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")

    async def run() -> None:
        handle = ForkServerHandle(
            {**os.environ},
            tmp_path / "workers.log",
            ended=lambda pid, status: None,
            gone=lambda: None,
            preload=["loaded_early", "not_there"],
        )
        handle.start()
        try:
            await handle.ready()
        finally:
            handle.stop()

    asyncio.run(run())
    assert (tmp_path / "loaded_early.seen").exists()
    assert "No module named 'not_there'" in (tmp_path / "workers.log").read_text()


@pytest.mark.parametrize("killed", [False, True])
def test_its_workers_temporary_files_go_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, killed: bool
) -> None:
    """Also those of a worker that was in the midst of a step, and of a fork server that could not clear up."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()

    async def leave_a_file(handle: ForkServerHandle) -> None:
        await handle.ready()
        ours, theirs = socket.socketpair()
        with ours:
            pid = await handle.fork(theirs)
            while not (found := list((tmp_path / "tmp").glob(f"*/*-{pid}"))):
                await asyncio.sleep(0.01)
            (found[0] / "document").write_text("x")
            if killed:
                assert handle._process
                handle._process.kill()
                await asyncio.to_thread(handle._process.wait)

    with_handle(tmp_path, leave_a_file)
    assert list((tmp_path / "tmp").iterdir()) == []
