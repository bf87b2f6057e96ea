"""Adds one, or misbehaves the way the event asks for."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time

from steps.core.context import Context
from steps.core.errors import ConfigurationError, NotReady, PermanentError, TemporaryError
from steps.core.models import Model

_kept: list[bytes] = []


class Input(Model):
    n: int = 0
    behave: str = "well"
    times: int = 10_000


class Output(Model):
    n_plus_one: int
    pid: int


def run(input: Input, context: Context) -> Output:
    if context.attempt <= input.times:
        misbehave(input.behave, context)
    return Output(n_plus_one=input.n + 1, pid=os.getpid())


def misbehave(how: str, context: Context) -> None:
    match how:
        case "temporary":
            raise TemporaryError("trial", "again please")
        case "permanent":
            raise PermanentError("trial", "never")
        case "configuration":
            raise ConfigurationError("trial", "mend me")
        case "not_ready":
            raise NotReady("trial", "still at it")
        case "no_space":
            raise OSError(errno.ENOSPC, "secret path")
        case "crash":
            raise RuntimeError("secret words of a document")
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "talk":
            context.log.info("half_way", extra={"words": "of a step that goes on"})
            time.sleep(3600)
        case "hang":
            time.sleep(3600)
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(3600)
        case "sleep":
            time.sleep(0.5)
        case "leak":
            _kept.append(os.urandom(150 * 2**20))
        case "eat":
            while True:
                _kept.append(os.urandom(32 * 2**20))
        case "thread":
            threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
        case "child":
            if os.fork() == 0:
                time.sleep(3600)
        case "environment":
            os.environ["SPOILT"] = "yes"
