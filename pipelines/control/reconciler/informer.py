"""A cache of the cluster's Workflows (an informer): a list, then a watch, and every 30 seconds a list again.

Runs in a thread, because the kubernetes package blocks. `fresh` is False while the API does not answer: then a missing
Workflow proves nothing. A live Workflow that is missing from the next list was deleted; after an outage it may also
have been lost with the cluster's etcd, so it does not count as deleted then.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable

from pipelines.control.reconciler.snapshot import WorkflowSnapshot, snapshot_of
from pipelines.control.workflows import Object, Workflows
from steps.core.errors import StepError

SWEEP_SECONDS = 30
PAUSE_SECONDS = 2.0  # after the API did not answer
log = logging.getLogger(__name__)


class Informer:
    """`changed` is called in the informer's thread after every change of the cache."""

    def __init__(
        self, workflows: Workflows, changed: Callable[[], None], *, sweep_seconds: int = SWEEP_SECONDS
    ) -> None:
        self._workflows, self._changed, self._sweep_seconds = workflows, changed, sweep_seconds
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._by_name: dict[str, WorkflowSnapshot] = {}
        self._deleted: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="workflows", daemon=True)
        self.fresh = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The thread ends once its last watch returns; it changes nothing until then."""
        self._stopped.set()

    def all(self) -> list[WorkflowSnapshot]:
        with self._lock:
            return list(self._by_name.values())

    def deleted(self, name: str | None) -> bool:
        """Whether a live Workflow of this name was seen to be deleted."""
        with self._lock:
            return name in self._deleted

    def forget_deleted(self, wanted: Iterable[str]) -> None:
        """Keep only these names among the deleted ones."""
        with self._lock:
            self._deleted &= set(wanted)

    def _run(self) -> None:
        warned = ""
        while not self._stopped.is_set():
            try:
                self._sweep()
                for kind, workflow in self._workflows.watch(self._version, self._sweep_seconds):
                    warned = ""
                    self._take(kind, workflow)
                    if self._stopped.is_set():
                        return
            except StepError as error:
                if str(error) != warned and error.code != "watch_ended":
                    warned = str(error)
                    log.warning("workflows_out_of_sight", extra={"code": error.code, "error": error.message})
                self.fresh = False
                self._stopped.wait(PAUSE_SECONDS)

    def _sweep(self) -> None:
        listed, self._version = self._workflows.list()
        found = {one.name: one for one in map(snapshot_of, listed) if one}
        with self._lock:
            if self.fresh:
                self._deleted |= {name for name, one in self._by_name.items() if one.live} - found.keys()
            self._by_name = found
        self.fresh = True
        self._changed()

    def _take(self, kind: str, workflow: Object) -> None:
        one = snapshot_of(workflow)
        if one is None:
            return
        with self._lock:
            self._by_name.pop(one.name, None)
            if kind != "DELETED":
                self._by_name[one.name] = one
            elif one.live:
                self._deleted.add(one.name)
        self._changed()
