"""Trial jobs on the local executor: in a thread of the test, or in a process that the test may kill."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.support import trial_host
from tests.support.processes import ROOT, in_thread, program
from tests.support.rows import Rows
from tests.support.waiting import until


def write_templates(folder: Path, **changes: Callable[[dict[str, Any]], None]) -> None:
    """The trial template, and a changed copy for each name in `changes`."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    text = (ROOT / "tests" / "trial.yaml").read_text()
    for name, change in {"trial": lambda template: None, **changes}.items():
        template = yaml.safe_load(text.replace("name: trial\n", f"name: {name}\n", 1))
        change(template)
        (folder / "templates" / f"{name}.yaml").write_text(yaml.dump(template))


class Trials(Rows):
    """Sends trial jobs and looks at what became of them."""

    @classmethod
    @contextmanager
    def at(cls, url: str) -> Iterator[Trials]:
        trials = cls.open(url, "trial")
        try:
            yield trials
        finally:
            trials.connection.close()

    def send(self, pipeline: str = "trial", **data: Any) -> str:
        return self.enqueue(data, pipeline=pipeline)

    def tries(self, job_id: str, step: str = "") -> list[tuple[str, int | None, str | None]]:
        """Status, exit code and error code of each attempt of a step."""
        return [outcome[1:] for outcome in self.outcomes(job_id, step)]

    def pid(self, job_id: str) -> int:
        query = "select data ->> 'pid' from jobs.output where job_id = %s and step = %s"
        return int(self.value(query, job_id, self.process))


@contextmanager
def hosting(url: str, folder: Path, speed: float, steps_url: str = "") -> Iterator[None]:
    """An executor in a thread of this process, ready for jobs; its backoffs are `speed` times shorter. `steps_url`: as
    for `trial_host.host`."""
    ready = asyncio.Event()
    with in_thread(lambda: trial_host.host(url, folder, speed, ready, steps_url=steps_url)):
        until(ready.is_set)
        yield


def hosted(
    url: str, folder: Path, speed: float = 100.0, *, path: str = ""
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """An executor in a process of its own; `path` as of `program`."""
    return program("tests.support.trial_host", url, str(folder), str(speed), path=path)
