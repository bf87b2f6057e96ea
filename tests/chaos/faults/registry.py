"""Every kind of fault that chaos knows."""

from __future__ import annotations

import random
from collections.abc import Callable

import psutil

from tests.chaos.faults import clock, connections, database, disk, killed, network, stopped
from tests.chaos.faults.fault import Fault
from tests.chaos.faults.processes import fork_servers, workers
from tests.chaos.installation.installed import Target
from tests.chaos.installation.services import Service


def _no_pooler(target: Target) -> str:
    return "" if target.pooler else "PgBouncer is not installed: apt-get install pgbouncer"


def _no_disk(target: Target) -> str:
    return target.disk.missing


def _no_clock(target: Target) -> str:
    return target.clock.missing


def _control(target: Target, chance: random.Random) -> Service:
    return chance.choice(target.controls)


def _server(target: Target, chance: random.Random) -> Service:
    return target.server


def _pooler(target: Target, chance: random.Random) -> Service:
    assert target.pooler
    return target.pooler


def _processes(of: Callable[[Target], list[Service]]) -> stopped.Find:
    return lambda target: [psutil.Process(service.pid) for service in of(target) if service.runs]


PROCESSES: tuple[Fault, ...] = (
    Fault("dispatcher killed", killed.service_killed(_control)),
    Fault("fork server killed", killed.fork_server_killed),
    Fault("workers killed", killed.workers_killed),
    Fault("server killed", killed.service_killed(_server)),
    Fault("pooler killed", killed.service_killed(_pooler), missing=_no_pooler),
    Fault("dispatcher stopped", stopped.stopped(_processes(lambda target: target.controls)), 30),
    Fault("fork server stopped", stopped.stopped(fork_servers), 30),
    Fault("worker stopped", stopped.stopped(workers), 30),
    Fault("server stopped", stopped.stopped(_processes(lambda target: [target.server])), 30),
    Fault("PostgreSQL backend stopped", stopped.stopped(stopped.postgres_backends), 30),
    Fault("clock moved", clock.moved, 20, missing=_no_clock),
)
DATABASE: tuple[Fault, ...] = (
    Fault("PostgreSQL crashed", database.restarted, 8),
    Fault("PostgreSQL read-only", database.read_only, 12),
    Fault("PostgreSQL's disk full", disk.full, 10, missing=_no_disk),
    Fault("idle sessions ended", database.idle_cut, 10),
    Fault("role's connection limit", connections.role_limit, 15),
    Fault("all connections taken", connections.all_taken, 15),
    Fault("listeners' connections ended", connections.listeners_cut),
    Fault("a dispatcher's connection ended", connections.dispatcher_cut),
    Fault("network cut", network.cut),
    Fault("network silent", network.silent, 30),
    Fault("network forgets idle connections", network.idle_forgotten, 10),
)
LANES = (PROCESSES, DATABASE)  # a fault of each may strike at the same time
FAULTS = (*PROCESSES, *DATABASE)
