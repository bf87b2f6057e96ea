"""What may be told of an exception: its class, our code and where it happened, but no text that is not ours."""

from __future__ import annotations

import errno
from types import TracebackType
from typing import Any

from pydantic import ValidationError

from steps.core.errors import StepError
from steps.core.text.redaction import redact
from steps.core.validation import faults

MAX_FRAMES = 12
_OURS = ("steps", "pipelines")


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as fields of a log line. Foreign texts may quote documents or keys, so they stay out."""
    told: dict[str, Any] = {"class": type(error).__qualname__}
    if isinstance(error, StepError):
        told |= {"code": error.code, "message": redact(error.message)}
    elif isinstance(error, ValidationError):
        told["faults"] = faults(error)
    elif isinstance(error, OSError) and error.errno is not None:
        told["errno"] = errno.errorcode.get(error.errno, str(error.errno))
    elif isinstance(error, BaseExceptionGroup):
        told["exceptions"] = [type(one).__qualname__ for one in error.exceptions[:MAX_FRAMES]]
    sqlstate = getattr(error, "sqlstate", None)
    if isinstance(sqlstate, str):
        told["sqlstate"] = sqlstate
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        told["cause"] = f"{type(cause).__qualname__} at {where(cause)}"
    told["frames"] = _frames(error.__traceback__)[-MAX_FRAMES:]
    return told


def where(error: BaseException) -> str:
    """`file:line function` of the innermost frame of our own code, or else of the innermost frame."""
    frames = _frames(error.__traceback__)
    ours = [frame for frame in frames if frame.split("/")[0] in _OURS]
    return (ours or frames or ["an unknown place"])[-1]


def _frames(traceback: TracebackType | None) -> list[str]:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{_module_path(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames


def _module_path(filename: str) -> str:
    """The file's path from its package on, without the folders of this machine."""
    for start in ("/site-packages/", "/lib/python3."):
        if start in filename:
            return filename.rpartition(start)[2]
    parts = filename.split("/")
    starts = [place for place, part in enumerate(parts) if part in _OURS]
    return "/".join(parts[starts[-1] :]) if starts else parts[-1]
