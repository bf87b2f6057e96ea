"""A recording in; who said what and when out, as utterances, subtitles and text."""

from __future__ import annotations

from hera.workflows import WorkflowTemplate

from pipelines.core.building import step, workflow_of
from pipelines.core.pipeline import HOUR, MINUTE, Pipeline
from pipelines.core.retrying import polling
from steps import (
    poll_speaker_separation,
    process_speaker_separation,
    submit_speaker_separation,
    update_job_status,
    validate_job,
)


def template(pipeline: Pipeline) -> WorkflowTemplate:
    with workflow_of(pipeline, on_exit=update_job_status) as workflow:
        valid = step(validate_job, seconds=10 * MINUTE)
        submitted = step(submit_speaker_separation, after=[valid], seconds=2 * HOUR)
        # A look takes a second; an hour, because it may have to upload the recording anew.
        ready = step(poll_speaker_separation, after=[submitted], seconds=HOUR, retry=polling(up_to=2 * HOUR))
        step(process_speaker_separation, after=[ready], seconds=15 * MINUTE, memory="512Mi")
    return workflow
