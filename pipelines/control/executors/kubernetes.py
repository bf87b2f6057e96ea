"""The executor `kubernetes`: creates a job's Workflow itself, where there is no Argo Events or its bell is broken."""

from __future__ import annotations

from pipelines.control.dispatcher import DispatchedJob
from pipelines.control.executors.triggering import Ringing
from pipelines.control.workflows import Workflows
from pipelines.core import trigger


def kubernetes(workflows: Workflows) -> Ringing:
    def create(job: DispatchedJob) -> None:
        workflows.create(trigger.workflow(job.job, str(job.id), job.workflow))

    return Ringing("kubernetes", create)
