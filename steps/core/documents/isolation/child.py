"""What runs in the process that reads a document: it takes everything from itself, then reads, then answers in JSON.

Started as `python -I -S -c START folders task`: the document on standard input, the answer on standard output. Imports
as little as it can, because every document pays for it.
"""

from __future__ import annotations

import codecs
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from steps.core.documents.isolation.limits import Limits, limit_process
from steps.core.errors import PermanentError
from steps.core.system.confinement import confine
from steps.core.system.parent import end_with_parent
from steps.core.system.processes import limit_memory, prefer_for_oom_kill, watch_memory

START = (
    "import sys; sys.path[:0] = sys.argv[1].split(':'); "
    f"from {__name__} import main; main(sys.argv[1].split(':'), sys.argv[2])"
)
# Documents may be in these; codecs are modules, and later none can be imported from an archive or another folder.
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "iso8859-15", "cp1252")


def main(folders: Sequence[str], task: str) -> None:
    """`task`: JSON of the function's `module:name`, its further arguments, and the limits."""
    asked = json.loads(task)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the step, and the step ends this
    end_with_parent(asked["parent"])
    prefer_for_oom_kill()
    limits = Limits(**asked["limits"])
    without: list[str] = []
    if not limit_memory(limits.memory):
        without.append("memory")
        watch_memory(limits.memory, _end_without_answer)
    limit_process(limits)
    read = function(asked["function"])
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    packages = [folder for folder in folders if os.path.basename(folder) == "site-packages"]
    without += confine([os.path.dirname(sys.modules["steps"].__file__ or ""), *packages])
    answer = answer_of(read, asked["arguments"], limits.output)
    _write(b'{"without": %b, %b}' % (_json(without), answer))


def function(name: str) -> Callable[..., Any]:
    """What `module:name` names."""
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


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


def _end_without_answer() -> None:
    """As a process does that the document ends."""
    os._exit(0)


def _write(answer: bytes) -> None:
    rest = memoryview(answer)
    while rest:
        rest = rest[os.write(1, rest) :]
