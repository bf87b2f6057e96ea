"""An invoice in; its fields, lines, totals and what is wrong with them out."""

from __future__ import annotations

from hera.workflows import WorkflowTemplate

from pipelines.core.building import step, workflow_of
from pipelines.core.pipeline import Pipeline
from steps import process_invoice_processor, update_job_status, validate_job


def template(pipeline: Pipeline) -> WorkflowTemplate:
    with workflow_of(pipeline, on_exit=update_job_status) as workflow:
        valid = step(validate_job)
        step(process_invoice_processor, after=[valid], seconds=75, memory="512Mi")
    return workflow
