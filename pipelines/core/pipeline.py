"""A pipeline, which is a kind of work: its name, its event, its time; and how names become modules."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING

from pipelines.core.limits import Limit
from steps.core.errors import ConfigurationError

if TYPE_CHECKING:
    from hera.workflows import WorkflowTemplate

    from steps.core.models import Closed

MINUTE = 60  # seconds
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def dashed(module: str) -> str:
    """`steps.validate_job` -> `validate-job`: Kubernetes allows no underscores, Python no dashes."""
    return module.rpartition(".")[2].replace("_", "-")


def underscored(name: str) -> str:
    """`validate-job` -> `validate_job`: the inverse of `dashed`."""
    return name.replace("-", "_")


def event_name(pipeline: str) -> str:
    """What an event that asks for a job of this pipeline is called; the function jobs.event_name says the same."""
    return f"jobs/{pipeline}.requested"


class Runs(StrEnum):
    """Where the jobs of a pipeline run on a cluster; on a laptop they run in its own processes."""

    WARM = "warm"  # in processes that are always there
    PODS = "pods"  # a pod for each step
    POD = "pod"  # one pod for all steps


@dataclass(frozen=True)
class Pipeline:
    """One line of `PIPELINES`. `result_step` is the step whose Output is the job's result; `budget` is seconds from the
    start of the workflow to its end, retries included.

    `limits`: what its jobs pass before they are dispatched. Paths into the event (see `limits.py`): `fair_by`, whose
    jobs take turns with others'; `units`, a whole number, how much of each limit a job takes. Seconds: `ageing`, after
    each of which a queued job counts as one priority higher; `give_up_after`, after which it fails as `expired`.
    `runs`: where on a cluster, unless its chart or an operator says otherwise."""

    name: str
    result_step: str
    budget: int
    limits: tuple[Limit, ...] = ()
    fair_by: str | None = None
    units: str | None = None
    ageing: float | None = None
    give_up_after: float | None = None
    runs: Runs = Runs.PODS

    @property
    def event(self) -> type[Closed]:
        """The model of its event. Building all models takes 0.1 s, so only what reads events asks for it."""
        events = importlib.import_module("steps.core.events")
        return events.EVENTS[self.name]  # type: ignore[no-any-return]

    @property
    def event_name(self) -> str:
        return event_name(self.name)

    @property
    def description(self) -> str:
        """The sentence that `pipelines/<pipeline>.py` opens with."""
        return (self._pipeline().__doc__ or "").strip().partition("\n")[0]

    def template(self) -> WorkflowTemplate:
        """Its graph of steps. Imports Hera (0.6 s), so only rendering asks for it."""
        template: WorkflowTemplate = self._pipeline().template(self)
        return template

    def _pipeline(self) -> ModuleType:
        return importlib.import_module(f"pipelines.{underscored(self.name)}")


def budgets(pipelines: Iterable[Pipeline], told: Mapping[str, int]) -> Mapping[str, float]:
    """Seconds that each job may take in all, by the pipeline's name. `told`: those that JOBS_BUDGETS names.

    Errors: ConfigurationError `settings` for a name that no pipeline has.
    """
    declared = {pipeline.name: float(pipeline.budget) for pipeline in pipelines}
    if unknown := sorted(told.keys() - declared.keys()):
        raise ConfigurationError("settings", f"JOBS_BUDGETS: there is no pipeline {unknown[0]!r}")
    return {**declared, **told}
