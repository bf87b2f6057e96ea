"""A clock that can be moved under running processes: by a small library that they load, where there is a compiler."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("clock_offset.c")


class Clock:
    """`environment` is for the processes whose clock this is; `missing` says why there is none."""

    def __init__(self, folder: Path) -> None:
        self._offset, self.library = folder / "clock", folder / "clock_offset.so"
        self.environment: dict[str, str] = {}
        self.missing = ""
        self._offset.write_bytes(struct.pack("q", 0))
        if (compiler := shutil.which("cc")) is None:
            self.missing = "no C compiler (cc) to build the library that moves the clock"
            return
        built = subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", str(self.library), str(SOURCE), "-ldl"],
            capture_output=True,
            text=True,
        )
        if built.returncode:
            self.missing = f"the library that moves the clock cannot be built: {built.stderr[:200]}"
        else:
            self.environment = {"LD_PRELOAD": str(self.library), "CHAOS_CLOCK": str(self._offset)}

    def move(self, seconds: int) -> None:
        """How far the clock is off from now on."""
        with self._offset.open("r+b") as file:
            file.write(struct.pack("q", seconds))
