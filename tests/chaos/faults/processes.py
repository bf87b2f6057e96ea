"""The processes below a control process, as faults find them."""

from __future__ import annotations

import psutil

from tests.chaos.installation.installed import Target


def fork_servers(target: Target) -> list[psutil.Process]:
    """Those that are ready, and so have steps imported."""
    found = [child for control in target.controls for child in control.children("fork_server")]
    pids = {one.pid for one in found}
    return [one for one in found if _parent(one) not in pids]


def workers(target: Target) -> list[psutil.Process]:
    found = [child for control in target.controls for child in control.children("fork_server")]
    pids = {one.pid for one in found}
    return [one for one in found if _parent(one) in pids]


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return 0
