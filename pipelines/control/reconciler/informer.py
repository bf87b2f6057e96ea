"""The Workflows as the Kubernetes API last told: a list, then a watch, and every half minute a list again.

Lives in a thread of its own, because the kubernetes package blocks. `fresh` is False while the API does not answer:
then nothing may be concluded from what is missing here. What was live a moment ago and is gone was deleted; after an
outage nobody can tell that from a cluster that lost its memory, so it is not claimed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable

from pipelines.control.reconciler.snapshot import Seen, seen
from pipelines.control.workflows import Object, Workflows
from steps.core.errors import StepError

SWEEP_SECONDS = 30
PAUSE_SECONDS = 2.0  # after the API did not answer
log = logging.getLogger(__name__)


class Mirror:
    """`changed` is called in the mirror's thread whenever there is something new to look at."""

    def __init__(
        self, workflows: Workflows, changed: Callable[[], None], *, sweep_seconds: int = SWEEP_SECONDS
    ) -> None:
        self._workflows, self._changed, self._sweep_seconds = workflows, changed, sweep_seconds
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._by_name: dict[str, Seen] = {}
        self._deleted: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="workflows", daemon=True)
        self.fresh = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """It may stay in its last watch for a while, and does no harm there."""
        self._stopped.set()

    def all(self) -> list[Seen]:
        with self._lock:
            return list(self._by_name.values())

    def deleted(self, name: str | None) -> bool:
        """Whether a live Workflow of this name was seen to be deleted."""
        with self._lock:
            return name in self._deleted

    def forget_deleted(self, wanted: Iterable[str]) -> None:
        """Keep the memory of these alone."""
        with self._lock:
            self._deleted &= set(wanted)

    def _run(self) -> None:
        complaint = ""
        while not self._stopped.is_set():
            try:
                self._sweep()
                for kind, workflow in self._workflows.watch(self._version, self._sweep_seconds):
                    complaint = ""
                    self._take(kind, workflow)
                    if self._stopped.is_set():
                        return
            except StepError as error:
                if str(error) != complaint and error.code != "watch_ended":
                    complaint = str(error)
                    log.warning("workflows_out_of_sight", extra={"code": error.code, "error": error.message})
                self.fresh = False
                self._stopped.wait(PAUSE_SECONDS)

    def _sweep(self) -> None:
        listed, self._version = self._workflows.list()
        found = {one.name: one for one in map(seen, listed) if one}
        with self._lock:
            if self.fresh:
                self._deleted |= {name for name, one in self._by_name.items() if one.live} - found.keys()
            self._by_name = found
        self.fresh = True
        self._changed()

    def _take(self, kind: str, workflow: Object) -> None:
        one = seen(workflow)
        if one is None:
            return
        with self._lock:
            self._by_name.pop(one.name, None)
            if kind != "DELETED":
                self._by_name[one.name] = one
            elif one.live:
                self._deleted.add(one.name)
        self._changed()
