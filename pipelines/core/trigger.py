"""The trigger: how a dispatched job gets from us through Argo Events to a Workflow of its own.

    {"name": "jobs/news-analyzer.requested", "data": {"job_id": "…", "workflow": "news-analyzer-<job id>"}}

Whoever knows a job's id may trigger it. `workflow` may be left out: then it is the job's first generation.
"""

from __future__ import annotations

from typing import Any

from pipelines.core.names import NAME

PORT = 12000
ENDPOINT = "/jobs"
URL = f"http://{NAME}-eventsource-svc:{PORT}{ENDPOINT}"  # Argo Events names the Service
EVENT = "jobs"  # what the event source calls what it publishes
SECRET, SECRET_KEY = f"{NAME}-trigger", "token"  # the bearer token that a trigger must carry
MAX_BYTES = 4096  # a trigger is 200 bytes; what is bigger carries what it should not
JOB_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def message(pipeline: str, job_id: str, workflow: str) -> dict[str, Any]:
    """The body to post to the event source."""
    return {"name": f"jobs/{pipeline}.requested", "data": {"job_id": job_id, "workflow": workflow}}


def workflow(pipeline: str, job_id: str, name: str) -> dict[str, Any]:
    """The Workflow that a trigger makes: a name, a job id, and all else in the WorkflowTemplate.

    The name is the job's and its generation's own, so the same trigger again, or another executor, finds it there.
    """
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"name": name, "labels": {"pipeline": pipeline, "job-id": job_id}},
        "spec": {
            "workflowTemplateRef": {"name": pipeline},
            "arguments": {"parameters": [{"name": "job-id", "value": job_id}]},
        },
    }
