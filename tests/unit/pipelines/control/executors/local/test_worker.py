"""A worker that cannot begin says why, so that no job is blamed for its machine."""

from __future__ import annotations

import errno
import gc
import json
import socket

import pytest

from pipelines.control.executors.local import worker
from pipelines.control.executors.local.messages import encode


def test_no_room_for_its_temporary_files_is_not_the_steps_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(pid: int) -> None:
        raise OSError(errno.ENOSPC, "of a device")

    monkeypatch.setattr(worker, "own_folder", full)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(encode([{"arguments": ["validate-job"], "environment": {}}]))
        worker.serve(theirs)
        answer = json.loads(ours.recv(65536))
    assert (answer["error"], answer["unavailable"], bool(answer["retire"])) == ("disk_full", True, True)
