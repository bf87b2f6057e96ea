"""The executor `kubernetes`: creates a job's Workflow itself, where Argo Events is missing or broken."""

from __future__ import annotations

from pipelines.control.dispatched_job import DispatchedJob
from pipelines.control.executors.triggering import TriggeringExecutor
from pipelines.control.workflows import Workflows
from pipelines.core import trigger


def kubernetes(workflows: Workflows) -> TriggeringExecutor:
    def create(job: DispatchedJob) -> None:
        workflows.create(trigger.workflow(job.pipeline, str(job.id), job.workflow, job.runs))

    return TriggeringExecutor("kubernetes", create)
