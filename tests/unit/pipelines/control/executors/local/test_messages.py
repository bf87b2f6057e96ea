"""A message arrives whole, however long it is, however it is cut, and whether its reader waits or not."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from pipelines.control.executors.local import worker_handle
from pipelines.control.executors.local.messages import Messages, encode

LONG = ["x" * 300_000, "line\nbreak", {"ü": None}]


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_long_message_is_waited_for(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    sending = threading.Thread(target=theirs.sendall, args=[encode(LONG) + encode({"next": 1})])
    sending.start()
    messages = Messages(ours)
    assert messages.next() == LONG
    assert messages.next() == {"next": 1}
    sending.join()
    theirs.close()
    assert messages.next() is None


def test_a_message_that_was_cut_off_is_none(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    theirs.sendall(encode(LONG)[:1000])
    theirs.close()
    assert Messages(ours).next() is None


def test_what_has_arrived_is_taken_and_the_rest_kept(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    ours.setblocking(False)
    messages = Messages(ours)
    assert messages.arrived() == ([], True)
    first, second = encode({"a": 1}), encode({"b": 2})
    theirs.sendall(first + second[:3])
    assert messages.arrived() == ([{"a": 1}], True)
    theirs.sendall(second[3:] + first)
    theirs.close()
    assert messages.arrived()[0] == [{"b": 2}, {"a": 1}]
    assert messages.arrived() == ([], False)


def test_a_worker_that_reads_nothing_is_killed_with_its_part_of_a_message(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "killpg", lambda pid, number: killed.append((pid, number)))
    ours, _ = ends
    ours.setblocking(False)
    handle = worker_handle.Worker(ours, pid=7)
    with pytest.raises(TimeoutError):
        asyncio.run(handle.send(b"x" * 10_000_000, 0.1))
    assert killed == [(7, signal.SIGKILL)]


def test_a_long_message_reaches_a_worker_that_reads_slowly(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    ours.setblocking(False)
    found: list[object] = []

    def read() -> None:
        time.sleep(0.05)
        found.append(Messages(theirs).next())

    reading = threading.Thread(target=read)
    reading.start()
    asyncio.run(worker_handle.Worker(ours).send(encode(LONG), 60))
    reading.join()
    assert found == [LONG]
