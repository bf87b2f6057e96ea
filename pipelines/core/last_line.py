"""The sentence with which a process ended: the last line that it wrote."""

from __future__ import annotations

from pathlib import Path

MOST_BYTES = 4096


def last_line(output: Path, since: int = 0) -> str:
    """The last line of the file that is not empty, among what was written after byte `since`."""
    try:
        with output.open("rb") as file:
            end = file.seek(0, 2)
            file.seek(max(since, end - MOST_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
