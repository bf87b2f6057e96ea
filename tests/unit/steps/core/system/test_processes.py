"""What is measured of a process is the same by each way of measuring it."""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from steps.core.system import confinement, processes

MIB = 2**20


@pytest.fixture
def on_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (processes, confinement):
        monkeypatch.setattr(module, "sys", SimpleNamespace(platform="darwin", maxsize=sys.maxsize))


def test_memory_by_the_library_is_that_of_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = b"a" * (40 * MIB)
    here = processes.resident()
    monkeypatch.setattr(processes, "sys", SimpleNamespace(platform="darwin"))
    assert abs(processes.resident() - here) < 10 * MIB
    assert abs(processes.resident(os.getpid()) - here) < 10 * MIB
    assert processes.resident(2**22 + 1) == 0
    del kept


def test_memory_of_a_process_that_is_gone_is_none() -> None:
    assert processes.resident(2**22 + 1) == 0


def test_open_files_are_counted() -> None:
    before = processes.open_files()
    ends = [os.pipe() for _ in range(5)]
    assert processes.open_files() == before + 10
    for end in ends:
        os.close(end[0])
        os.close(end[1])


def test_macos_limits_no_memory_whatever_it_says(on_mac: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "setrlimit", lambda *_: pytest.fail("it would be held to nothing"))
    assert not processes.limit_memory(MIB)


def test_macos_takes_neither_files_nor_network(on_mac: None) -> None:
    assert confinement.confine([]) == ["files", "network"]


def test_memory_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    over, used = threading.Event(), [1]
    monkeypatch.setattr(processes, "resident", lambda: used[0])
    processes.watch_memory(10, over.set)
    time.sleep(0.1)
    assert not over.is_set()
    used[0] = 11
    assert over.wait(60)
