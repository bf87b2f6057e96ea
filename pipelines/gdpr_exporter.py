"""A person's request in; a zip of everything the data map says is theirs out."""

from __future__ import annotations

from hera.workflows import WorkflowTemplate

from pipelines.core.building import step, workflow_of
from pipelines.core.pipeline import Pipeline
from steps import process_gdpr_exporter, update_job_status, validate_job


def template(pipeline: Pipeline) -> WorkflowTemplate:
    with workflow_of(pipeline, on_exit=update_job_status) as workflow:
        valid = step(validate_job)
        step(process_gdpr_exporter, after=[valid], seconds=540, memory="512Mi")
    return workflow
