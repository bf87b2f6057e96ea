"""A dispatcher with its local executor, whose steps reach the database another way: `control URL STEPS_URL FOLDER SPEED
PLACES`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from pipelines.core.stderr_log import log_to_stderr
from tests.support.trial_host import host

if __name__ == "__main__":
    url, steps_url, folder, speed, places = sys.argv[1:]
    log_to_stderr()
    asyncio.run(host(url, Path(folder), float(speed), places=int(places), steps_url=steps_url))
