"""What runs in the process that reads a document: it takes everything from itself, then reads, then answers in JSON.

Started as `python -I -S -c START folders task`: the document on standard input, the answer on standard output. Imports
as little as it can, because every document pays for it.
"""

from __future__ import annotations

import codecs
import ctypes
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from steps.core.documents.isolation.landlock import only_read_below
from steps.core.documents.isolation.limits import Limits, limit_process
from steps.core.documents.isolation.seccomp import refuse_calls
from steps.core.errors import PermanentError

START = (
    "import sys; sys.path[:0] = sys.argv[1].split(':'); "
    f"from {__name__} import main; main(sys.argv[1].split(':'), sys.argv[2])"
)
# Documents may be in these; codecs are modules, and later none can be imported from an archive or another folder.
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "iso8859-15", "cp1252")
_LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64")
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_DIE_WITH_PARENT = 1


def main(folders: Sequence[str], task: str) -> None:
    """`task`: JSON of the function's `module:name`, its further arguments, and the limits."""
    asked = json.loads(task)
    _end_with_parent(asked["parent"])
    limits = Limits(**asked["limits"])
    without = [] if limit_process(limits) else ["memory"]
    read = function(asked["function"])
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    without += confine([os.path.dirname(sys.modules["steps"].__file__ or ""), *folders])
    answer = answer_of(read, asked["arguments"], limits.output)
    _write(b'{"without": %b, %b}' % (_json(without), answer))


def function(name: str) -> Callable[..., Any]:
    """What `module:name` names."""
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


def confine(folders: Sequence[str]) -> list[str]:
    """Give up files, network and processes; what the kernel does not let a process give up is named."""
    libraries = [os.path.dirname(os.__file__), *_LIBRARIES]
    packages = [folder for folder in folders if os.path.basename(folder) in ("site-packages", "steps")]
    files = only_read_below([*packages, *libraries])
    if not files:
        files = _unshared(_NEW_USER)  # at least the memory and environment of other processes
    network = refuse_calls() or _unshared(_NEW_USER | _NEW_NETWORK)
    return [name for name, done in (("files", files), ("network", network)) if not done]


def answer_of(read: Callable[..., Any], arguments: Sequence[Any], most: int) -> bytes:
    """What the function gives for the document, or how it fails. Whatever the document breaks is told by name only:
    the texts of exceptions may hold anything."""
    try:
        value = _json(read(sys.stdin.buffer.read(), *arguments))
        return b'"exceeded": "output"' if len(value) > most - 1_000 else b'"value": ' + value
    except PermanentError as error:
        return b'"code": %b, "message": %b' % (_json(error.code), _json(error.message))
    except (MemoryError, RecursionError):
        return b'"exceeded": "memory"'
    except Exception as error:
        return b'"broken": ' + _json(type(error).__name__)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _end_with_parent(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the step, and the step ends this
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    if os.getppid() != parent:
        os._exit(1)


def _unshared(flags: int) -> bool:
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).unshare(flags) == 0)


def _write(answer: bytes) -> None:
    rest = memoryview(answer)
    while rest:
        rest = rest[os.write(1, rest) :]
