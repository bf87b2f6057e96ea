"""A cache of the cluster's Workflows (an informer): a list, then a watch, and every 30 seconds a list again.

Runs in a thread, because the kubernetes package blocks. `fresh` is False while the API does not answer, or answers what
we cannot read: then a missing Workflow proves nothing. A live Workflow that is missing from the next list was deleted;
after an outage it may also have been lost with the cluster's etcd, so it does not count as deleted then.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from uuid import UUID

from pipelines.control.reconciler.snapshot import WorkflowSnapshot, snapshot_of
from pipelines.control.workflows import Object, Workflows
from pipelines.core.supervision.pulse import Pulse
from steps.core.errors import StepError

SWEEP_SECONDS = 30
PAUSE_SECONDS = 2.0  # after the API did not answer
# Without a list that was answered or refused: a list's pages and a watch have time-outs of their own far below.
SILENCE_SECONDS = 180.0
LOOK_SECONDS = 0.2  # between looks whether the thread has ended
log = logging.getLogger(__name__)


class Informer:
    """`changed` is called in the informer's thread after every change of the cache."""

    def __init__(
        self, workflows: Workflows, changed: Callable[[], None], *, sweep_seconds: int = SWEEP_SECONDS
    ) -> None:
        self._workflows, self._changed, self._sweep_seconds = workflows, changed, sweep_seconds
        self._lock = threading.Lock()
        self._by_name: dict[str, WorkflowSnapshot] = {}
        self._deleted: dict[
            str, UUID
        ] = {}  # the jobs of live Workflows that were seen to be deleted, by name
        self._unreadable: set[str] = set()
        self._warned: set[str] = set()
        self.fresh = False

    async def run(self, pulse: Pulse) -> None:
        """Look until cancelled. The thread ends once its last watch returns; it changes nothing until then."""
        stopped = threading.Event()
        thread = threading.Thread(target=self.look, args=[pulse, stopped], name="workflows", daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            stopped.set()
            self.fresh = False

    def all(self) -> list[WorkflowSnapshot]:
        with self._lock:
            return list(self._by_name.values())

    def deleted(self, name: str | None) -> bool:
        """Whether a live Workflow of this name was seen to be deleted."""
        with self._lock:
            return name in self._deleted

    def jobs_of_deleted(self) -> list[UUID]:
        """The jobs of live Workflows that were seen to be deleted."""
        with self._lock:
            return list(self._deleted.values())

    def unreadable(self, name: str | None) -> bool:
        """Whether a Workflow of this name is there of which nothing is known."""
        return name in self._unreadable

    def forget_deleted(self, wanted: Iterable[str]) -> None:
        """Keep only these names among the deleted ones."""
        with self._lock:
            kept = set(wanted)
            self._deleted = {name: job for name, job in self._deleted.items() if name in kept}

    def look(self, pulse: Pulse, stopped: threading.Event) -> None:
        """What its thread does: list and watch, and whatever goes wrong, again."""
        warned = ""
        while not stopped.is_set():
            try:
                self._sweep(stopped)
                pulse.beat()
                for kind, workflow in self._workflows.watch(self._version, self._sweep_seconds):
                    warned = ""
                    if stopped.is_set():
                        return
                    self._take(kind, workflow)
            except StepError as error:
                if str(error) != warned and error.code != "watch_ended":
                    warned = str(error)
                    log.warning("workflows_out_of_sight", extra={"code": error.code, "error": error.message})
                    pulse.noted(error)
                self._wait_blind(pulse, stopped)
            except Exception as error:
                log.exception("informer_failed")
                pulse.noted(error)
                self._wait_blind(pulse, stopped)

    def _wait_blind(self, pulse: Pulse, stopped: threading.Event) -> None:
        """A cluster that is away is no fault of this process, so it lives all the same."""
        if not stopped.is_set():
            self.fresh = False
            pulse.beat()
            stopped.wait(PAUSE_SECONDS)

    def _sweep(self, stopped: threading.Event) -> None:
        listed, self._version = self._workflows.list()
        if stopped.is_set():
            return
        self._unreadable.clear()
        found = {one.name: one for one in map(self._read, listed) if one}
        with self._lock:
            if self.fresh:
                self._deleted |= {name: one.job_id for name, one in self._by_name.items() if one.live}
                there = found.keys() | self._unreadable
                self._deleted = {name: job for name, job in self._deleted.items() if name not in there}
            self._by_name = found
        self.fresh = True
        self._changed()

    def _take(self, kind: str, workflow: Object) -> None:
        one = self._read(workflow)
        if one is None:
            return
        with self._lock:
            self._by_name.pop(one.name, None)
            if kind != "DELETED":
                self._by_name[one.name] = one
            elif one.live:
                self._deleted[one.name] = one.job_id
        self._changed()

    def _read(self, workflow: Object) -> WorkflowSnapshot | None:
        """None for one that is none of ours, and for one that nobody can read: it harms only itself."""
        name = str((workflow.get("metadata") or {}).get("name"))
        try:
            found = snapshot_of(workflow)
        except Exception:
            if name not in self._warned:
                self._warned.add(name)
                log.exception("workflow_unreadable", extra={"workflow": name})
            self._unreadable.add(name)
            return None
        self._unreadable.discard(name)
        return found
