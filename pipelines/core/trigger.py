"""The trigger message, which Argo Events turns into the Workflow of a dispatched job, and where it is posted.

    {"name": "jobs/news-analyzer.requested", "data": {"job_id": "…", "workflow": "news-analyzer-<id>", "runs": "pods"}}

Any sender that knows a job's id may post it. Without `workflow` it means the job's first generation, without `runs` a
pod for each step.
"""

from __future__ import annotations

from typing import Any

from pipelines.core.names import NAME
from pipelines.core.pipeline import Runs, event_name

PORT = 12000
ENDPOINT = "/jobs"
URL = f"http://{NAME}-eventsource-svc:{PORT}{ENDPOINT}"  # Argo Events names the Service
EVENT = "jobs"  # what the event source calls what it publishes
SECRET, SECRET_KEY = f"{NAME}-trigger", "token"  # the bearer token of whoever posts triggers
MAX_BYTES = 4096  # a trigger message is 200 bytes; a bigger one carries data that it should not
JOB_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def template_name(pipeline: str, runs: str) -> str:
    """The WorkflowTemplate of a pipeline whose jobs run like this."""
    return f"{pipeline}-pod" if runs == Runs.POD else pipeline


def message(pipeline: str, job_id: str, workflow: str, runs: str = Runs.PODS) -> dict[str, Any]:
    """The body to post to the event source."""
    return {
        "name": event_name(pipeline),
        "data": {"job_id": job_id, "workflow": workflow, "runs": str(runs)},
    }


def workflow(pipeline: str, job_id: str, name: str, runs: str = Runs.PODS) -> dict[str, Any]:
    """The Workflow that a trigger creates: a name and a job id; all else stands in the WorkflowTemplate.

    The name is unique per job and generation, so a second trigger, or another executor, cannot create it twice.
    """
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"name": name, "labels": {"pipeline": pipeline, "job-id": job_id}},
        "spec": {
            "workflowTemplateRef": {"name": template_name(pipeline, runs)},
            "arguments": {"parameters": [{"name": "job-id", "value": job_id}]},
        },
    }
