"""What Postgres keeps of a log: its head and its tail, within a cap."""

from __future__ import annotations

import json
from collections import deque


class LogText:
    """The first half of `limit_bytes` holds the beginning of the log, the other half the end of it."""

    def __init__(self, limit_bytes: int) -> None:
        self._half = limit_bytes // 2
        self._head: list[str] = []
        self._tail: deque[str] = deque()
        self._head_room = self._tail_room = self._half
        self._left_out = 0

    def add(self, line: str) -> None:
        size = _size(line)
        if size <= self._head_room:
            self._head.append(line)
            self._head_room -= size
            return
        self._head_room = 0
        self._tail.append(line)
        self._tail_room -= size
        while self._tail_room < 0:
            self._tail_room += _size(self._tail.popleft())
            self._left_out += 1

    def text(self) -> str:
        """The lines, and between head and tail one that says how many were left out."""
        gap = [json.dumps({"event": "lines_left_out", "lines": self._left_out})] if self._left_out else []
        return "\n".join([*self._head, *gap, *self._tail])


def _size(line: str) -> int:
    return len(line.encode()) + 1
