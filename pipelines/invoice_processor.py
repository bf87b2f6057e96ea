"""An invoice in; its fields, lines, totals and what is wrong with them out."""

from __future__ import annotations

from hera.workflows import WorkflowTemplate

from pipelines.core.building import step, workflow_of
from pipelines.core.pipeline import Job
from steps import process_invoice_processor, update_job_status, validate_job


def template(job: Job) -> WorkflowTemplate:
    with workflow_of(job, on_exit=update_job_status) as workflow:
        valid = step(validate_job)
        step(process_invoice_processor, after=[valid], seconds=75, memory="512Mi")
    return workflow
