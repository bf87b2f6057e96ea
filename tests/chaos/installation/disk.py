"""A small disk of its own for PostgreSQL's data, which can be filled."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Disk:
    """`missing` says why it is no disk of its own, and so cannot be filled."""

    def __init__(self, folder: Path, missing: str) -> None:
        self.folder, self.missing = folder, missing

    def fill(self) -> int:
        """Leave no byte; how many MB that took."""
        size = shutil.disk_usage(self.folder).free
        filled = 0
        with (self.folder / "filler").open("wb", buffering=0) as file, suppress(OSError):
            while filled < size + 2**20:
                filled += file.write(b"\0" * 2**16)
        return filled // 2**20

    def free(self) -> None:
        (self.folder / "filler").unlink(missing_ok=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Disk]:
    """A tmpfs where root may mount one, otherwise a plain folder."""
    folder = Path(tempfile.mkdtemp(prefix="jobs-disk-"))
    missing = "" if os.getuid() == 0 else "only root may mount a tmpfs"
    if not missing:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        done = subprocess.run(mount, capture_output=True, text=True)
        missing = f"no tmpfs: {done.stderr.strip()[:120]}" if done.returncode else ""
    try:
        yield Disk(folder, missing)
    finally:
        if not missing:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)
