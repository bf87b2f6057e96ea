"""The sensor, which creates a Workflow for each trigger message: per pipeline one dependency and one `k8s` trigger.

The message fixes the Workflow's name, so a second message for the same generation creates nothing. That failure is
retried like any other and delays the pipeline's next messages meanwhile, so the retries are few and end within two
seconds; the reconciler creates the Workflow of a message that was lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Literal

from pydantic import Field

from pipelines.core import trigger
from pipelines.core.manifests.objects import ApiObject, Part, PodTemplate, metadata, pod
from pipelines.core.manifests.rbac import SENSOR
from pipelines.core.names import NAME
from pipelines.core.pipeline import Pipeline

# All other fields of a message are dropped here: they must reach neither a Workflow nor the log of the dead letters.
WORKFLOW = f"^[a-z][a-z0-9-]*-{trigger.JOB_ID}(-[1-9][0-9]{{0,2}})?$"
ONLY_IDS = (
    "{body: {name: .body.name, data: {job_id: (.body.data.job_id | ascii_downcase),"
    f' workflow: (.body.data.workflow | if type == "string" and test("{WORKFLOW}") then . else null end),'
    ' runs: (if .body.data.runs == "pod" then "pod" else "pods" end)}}}'
)
# The message's `workflow` where it names a generation of this job, else the name of the first generation.
WORKFLOW_NAME = (
    '{{ $first := printf "%s-%s" "JOB" .Input.body.data.job_id -}}'
    '{{ $asked := printf "%v" .Input.body.data.workflow -}}'
    '{{ if regexMatch (printf "^%s-[1-9][0-9]{0,2}$" $first) $asked }}{{ $asked }}{{ else }}{{ $first }}{{ end }}'
)
# A pipeline in one pod has a WorkflowTemplate of its own.
TEMPLATE_NAME = '{{ if eq (printf "%v" .Input.body.data.runs) "pod" }}JOB-pod{{ else }}JOB{{ end }}'


class DataFilter(Part):
    path: str
    type: Literal["string"] = "string"
    value: tuple[str, ...]  # regular expressions that may match anywhere, so ours say ^ and $


class Filters(Part):
    data: tuple[DataFilter, ...]


class Transform(Part):
    jq: str


class Dependency(Part):
    name: str
    event_source_name: str
    event_name: str
    transform: Transform
    filters: Filters


class ParameterSource(Part):
    dependency_name: str
    data_key: str | None = None
    data_template: str | None = None


class Parameter(Part):
    src: ParameterSource
    dest: str


class Resource(Part):
    resource: dict[str, Any]


class Create(Part):
    operation: Literal["create"] = "create"
    source: Resource
    parameters: tuple[Parameter, ...]


class Log(Part):
    interval_seconds: int = 1


class Backoff(Part):
    steps: int
    duration: str
    factor: float
    jitter: float  # Argo Events' own default doubles every wait at random


class Template(Part):
    name: str
    conditions: str | None = None
    k8s: Create | None = Field(default=None, alias="k8s")  # to_camel would write k8S
    log: Log | None = None


class DeadLetter(Part):
    template: Template
    at_least_once: bool = True


class Trigger(Part):
    template: Template
    at_least_once: bool = True  # without it Argo Events retries nothing and knows no dead letters
    retry_strategy: Backoff = Backoff(steps=3, duration="500ms", factor=2, jitter=0.1)
    dlq_trigger: DeadLetter


class Spec(Part):
    event_bus_name: str
    template: PodTemplate
    dependencies: tuple[Dependency, ...]
    triggers: tuple[Trigger, ...]


class Sensor(ApiObject):
    kind: str = "Sensor"
    spec: Spec


def sensor(pipelines: Iterable[Pipeline], joined: Collection[str] = ()) -> Sensor:
    """`joined`: the pipelines that have a WorkflowTemplate for one pod as well."""
    pipelines = tuple(pipelines)
    return Sensor(
        metadata=metadata(NAME, "sensor"),
        spec=Spec(
            event_bus_name=NAME,
            template=pod("sensor", SENSOR, memory="256Mi"),
            dependencies=tuple(_dependency(pipeline) for pipeline in pipelines),
            triggers=tuple(_trigger(pipeline.name, pipeline.name in joined) for pipeline in pipelines),
        ),
    )


def _dependency(pipeline: Pipeline) -> Dependency:
    name = pipeline.event_name.replace(".", "[.]")
    return Dependency(
        name=pipeline.name,
        event_source_name=NAME,
        event_name=trigger.EVENT,
        transform=Transform(jq=ONLY_IDS),
        filters=Filters(
            data=(
                DataFilter(path="body.name", value=(f"^{name}$",)),
                DataFilter(path="body.data.job_id", value=(f"^{trigger.JOB_ID}$",)),
            )
        ),
    )


def _trigger(pipeline: str, joined: bool) -> Trigger:
    job_id = ParameterSource(dependency_name=pipeline, data_key="body.data.job_id")
    name = ParameterSource(dependency_name=pipeline, data_template=WORKFLOW_NAME.replace("JOB", pipeline))
    template = ParameterSource(dependency_name=pipeline, data_template=TEMPLATE_NAME.replace("JOB", pipeline))
    return Trigger(
        template=Template(
            name=pipeline,
            conditions=pipeline,
            k8s=Create(
                source=Resource(resource=trigger.workflow(pipeline, "from-the-trigger", "from-the-trigger")),
                parameters=(
                    Parameter(src=name, dest="metadata.name"),
                    Parameter(src=job_id, dest="metadata.labels.job-id"),
                    *([Parameter(src=template, dest="spec.workflowTemplateRef.name")] if joined else []),
                    Parameter(src=job_id, dest="spec.arguments.parameters.0.value"),
                ),
            ),
        ),
        dlq_trigger=DeadLetter(template=Template(name=f"{pipeline}-dead-letter", log=Log())),
    )
