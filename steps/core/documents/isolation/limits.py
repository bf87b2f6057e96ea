"""What reading one document may take, and the kernel's limits that hold a process to it."""

from __future__ import annotations

import resource
from contextlib import suppress
from typing import NamedTuple

MIB = 2**20


class Limits(NamedTuple):
    """`memory`: bytes of address space, together with the step's own process less than its pod has (512 MiB).
    `cpu`: seconds of work. `wall`: seconds until its end, so long that only a process that does not work reaches
    it. `output`: bytes of what it hands back."""

    memory: int = 256 * MIB
    cpu: int = 30
    wall: float = 150.0
    output: int = 48_000_000


def limit_process(limits: Limits) -> None:
    """Hold this process to the limits, apart from that of memory, and to no other process and few files."""
    with suppress(OSError, ValueError):  # where the system refuses one of them
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
