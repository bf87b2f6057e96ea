"""The fork server: a process with every step imported, which forks a worker on request in milliseconds.

Runs as its own process (`python -m pipelines.control.executors.local.fork_server FD [PACKAGE …]`), single-threaded,
so that forking is safe whatever the executor does. It speaks over one socket: a request is one byte that carries the
worker's end of a channel; answers are {"started": pid} or {"not_started": errno}, and {"ended": pid, "status": exit
code or -signal}. It ends with the executor, and its workers end with it.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import pkgutil
import random
import select
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress

from pipelines.control.executors.local import worker
from pipelines.control.executors.local.messages import encode
from steps.core.errors import ConfigurationError, StepError
from steps.core.settings import load_settings
from steps.core.system.own_folder import remove_folder
from steps.core.system.parent import adopts_orphans, end_with_parent, killed_with_parent
from steps.core.system.processes import prefer_for_oom_kill


def preload(packages: Sequence[str] = ()) -> None:
    """Import every step once, and these packages; other SDKs of providers stay out, because steps import them where
    they need them.

    Errors: ConfigurationError `no_step_package`, and those of `load_settings`.
    """
    for name in load_settings().step_packages.split(","):
        try:
            package = importlib.import_module(name)
        except ImportError:
            raise ConfigurationError(
                "no_step_package", f"JOBS_STEP_PACKAGES: {name} cannot be imported"
            ) from None
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            if not module.ispkg and not module.name.endswith("__main__"):
                _try_to_import(module.name)
    for name in packages:
        _try_to_import(name)


def _try_to_import(name: str) -> None:
    """A broken step fails its own jobs, with its own error, and no others; and so does an SDK."""
    try:
        importlib.import_module(name)
    except Exception:
        traceback.print_exc()


def fork(channel: socket.socket, others: list[socket.socket]) -> int:
    """A new worker serving `channel`; the caller's process gets its pid."""
    server = os.getpid()
    pid = os.fork()
    if pid:
        channel.close()
        _lead_group(pid)  # here as well, so that whoever hears of it can kill its group
        return pid
    try:
        end_with_parent(server)
        _lead_group(0)
        prefer_for_oom_kill()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for other in others:
            other.close()
        random.seed()
        worker.serve(channel)
    finally:
        os._exit(0)


def _lead_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # it did so itself, or has ended
        os.setpgid(pid, pid)


def reap(control: socket.socket, living: set[int]) -> None:
    """Tell the executor of every worker that ended, and end what the worker left in its process group. What else ended
    was left behind by one."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if pid not in living:
            continue
        living.remove(pid)
        _kill_group(pid)
        remove_folder(pid)
        control.sendall(encode({"ended": pid, "status": os.waitstatus_to_exitcode(status)}))


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def main(control: socket.socket, packages: Sequence[str] = ()) -> None:
    """Until the executor ends, which closes its end of `control`, or the kernel ends this process with it."""
    killed_with_parent(os.getppid())
    adopts_orphans()
    preload(packages)
    gc.collect()
    gc.freeze()
    wake, woken = socket.socketpair()
    woken.setblocking(False)
    signal.set_wakeup_fd(woken.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    living: set[int] = set()
    try:
        control.sendall(encode({"ready": True}))
        while True:
            ready, _, _ = select.select([control, wake], [], [])
            if wake in ready:
                wake.recv(4096)
                reap(control, living)
            if control in ready:
                try:
                    request, descriptors, _, _ = socket.recv_fds(control, 1, 1)
                except OSError as error:
                    if error.errno != errno.EMSGSIZE:
                        raise
                    continue  # macOS refuses a descriptor too many first, and then hands out the byte without it
                if not request:
                    break
                said = answer(descriptors, [control, wake, woken])
                if "started" in said:
                    living.add(said["started"])
                control.sendall(encode(said))
    except ConnectionError:
        pass  # the executor has ended
    finally:
        for pid in living:
            _kill_group(pid)
            remove_folder(pid)


def answer(descriptors: list[int], others: list[socket.socket]) -> dict[str, int]:
    """Fork a worker for the channel that came with a request; where there is none to be had, say so and go on."""
    if not descriptors:  # this process may open no more files, so the kernel kept it
        return {"not_started": errno.EMFILE}
    channel = socket.socket(fileno=descriptors[0])
    try:
        return {"started": fork(channel, others)}
    except OSError as error:
        channel.close()
        return {"not_started": error.errno or errno.EAGAIN}


if __name__ == "__main__":
    control = socket.socket(fileno=int(sys.argv[1]))  # closed with the process, after its last words
    try:
        main(control, sys.argv[2:])
    except StepError as error:
        sys.exit(error.message)
