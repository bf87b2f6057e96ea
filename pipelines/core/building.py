"""The blocks on Hera: every step is a container whose only argument is a job's id.

The only file that knows image, secrets, resources, deadlines and labels of all pipelines; retrying.py knows their
retries. It returns Hera's own objects, so a pipeline's file may use plain Hera beside it. A pipeline of quick steps
may run in one pod: one_pod.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from types import ModuleType

from hera.workflows import (
    DAG,
    ConfigMapEnvFrom,
    Container,
    EmptyDirVolume,
    FieldEnv,
    Parameter,
    Resources,
    RetryStrategy,
    SecretEnv,
    Step,
    Steps,
    Task,
    WorkflowTemplate,
)
from hera.workflows import models as m

from pipelines.core.manifests.objects import ContainerSecurity
from pipelines.core.manifests.rbac import EXECUTOR, STEPS
from pipelines.core.names import NAME, need_label
from pipelines.core.pipeline import DAY, HOUR, MINUTE, Pipeline, dashed
from pipelines.core.rendered.template import POLLS
from pipelines.core.retrying import RETRYING, Polling
from steps.core.needs import SECRETS, Need, Needs, needs_of

VERSION = version("background-jobs")  # as pyproject.toml says it
IMAGE = f"background-jobs/steps:{VERSION}"
USER = 10001
DATABASE_URL = "DATABASE_URL"
JOB_ID = "{{workflow.parameters.job-id}}"
WORKFLOW = "{{workflow.name}}"
# The exit handler is a `steps` template around the retried step: Argo (3.7, 4.1) does not run a handler with a
# retryStrategy of its own after the workflow's deadline.
AT_EXIT = "at-exit"
POD_START = 15  # seconds from a pod's own start, which its deadline counts from, to the first line of a step

# Argo's own containers in each pod have no securityContext by default, so the pod security standard `restricted`
# refuses them.
ARGOS_OWN = {"securityContext": ContainerSecurity().model_dump(by_alias=True)}
POD_PATCH = json.dumps(
    {"initContainers": [{"name": "init", **ARGOS_OWN}], "containers": [{"name": "wait", **ARGOS_OWN}]}
)


@contextmanager
def workflow_of(pipeline: Pipeline, *, on_exit: ModuleType) -> Iterator[WorkflowTemplate]:
    """A pipeline's WorkflowTemplate. Steps called inside become its graph; `on_exit` runs however they end."""
    with WorkflowTemplate(
        name=pipeline.name,
        labels={"app.kubernetes.io/part-of": NAME, "pipeline": pipeline.name},
        annotations={"workflows.argoproj.io/description": pipeline.description},
        entrypoint="main",
        arguments=[Parameter(name="job-id")],
        on_exit=AT_EXIT,
        active_deadline_seconds=pipeline.budget,
        service_account_name=STEPS,
        # The token is mounted into Argo's own container, which reports how the step ended, and not into the step's.
        automount_service_account_token=False,
        executor=m.ExecutorConfig(service_account_name=EXECUTOR),
        workflow_metadata=m.WorkflowMetadata(
            labels={"pipeline": pipeline.name},
            labels_from={"job-id": m.LabelValueFrom(expression="workflow.parameters['job-id']")},
        ),
        pod_metadata=m.Metadata(labels={"pipeline": pipeline.name}),
        pod_gc=m.PodGC(strategy="OnPodCompletion", delete_delay_duration="60s"),
        ttl_strategy=m.TTLStrategy(seconds_after_success=HOUR, seconds_after_failure=DAY),
        security_context=m.PodSecurityContext(
            run_as_non_root=True,
            run_as_user=USER,
            run_as_group=USER,
            seccomp_profile=m.SeccompProfile(type="RuntimeDefault"),
        ),
        pod_spec_patch=POD_PATCH,
    ) as workflow:
        with DAG(name="main"):
            yield workflow
        last = dashed(on_exit.__name__)
        told = ["--status", "{{workflow.status}}", "--failures", "{{workflow.failures}}"]
        container_of(last, told, needs=needs_of(on_exit))
        with Steps(name=AT_EXIT):
            Step(name=last, template=last)


def step(
    module: ModuleType,
    *,
    after: Sequence[Task] = (),
    seconds: int = MINUTE,
    memory: str = "256Mi",
    retry: RetryStrategy = RETRYING,
) -> Task:
    """A step, run once all of `after` are done. `seconds` and `memory` are what one attempt may take."""
    name = dashed(module.__name__)
    task = container_of(name, needs=needs_of(module), seconds=seconds, memory=memory, retry=retry)()
    assert isinstance(task, Task)  # noqa: S101  what calling a template gives inside a DAG
    for earlier in after:
        earlier >> task
    return task


def container_of(
    name: str,
    told: Sequence[str] = (),
    *,
    needs: Needs,
    steps: Sequence[str] = (),
    seconds: int = MINUTE,
    memory: str = "256Mi",
    retry: RetryStrategy = RETRYING,
) -> Container:
    """The template of one pod, which runs `steps`, or the one step of its name, with what they need and no more."""
    return Container(
        name=name,
        labels={"job-id": JOB_ID, "step": name, **{need_label(need): "true" for need in sorted(needs)}},
        annotations={POLLS: "true"} if isinstance(retry, Polling) else None,
        image=IMAGE,
        command=["python", "-m", "steps", *(steps or [name])],
        args=["--job", JOB_ID, "--workflow", WORKFLOW, "--seconds", str(seconds), *told],
        env=[FieldEnv(name="JOBS_POD", field_path="metadata.name"), *secrets_for(needs)],
        env_from=[ConfigMapEnvFrom(name=NAME, optional=True)],
        resources=Resources(cpu_request="100m", cpu_limit="1", memory_request="128Mi", memory_limit=memory),
        volumes=[EmptyDirVolume(name="tmp", mount_path="/tmp", size_limit=m.Quantity(root="4Gi"))],  # noqa: S108  in the container
        security_context=m.SecurityContext(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=m.Capabilities(drop=["ALL"]),
        ),
        active_deadline_seconds=seconds + POD_START,
        retry_strategy=retry,
    )


def secrets_for(needs: Needs) -> list[SecretEnv]:
    """The database's URL, and the keys that these needs name; a key that the Secret does not have is not set."""
    database = SecretEnv(name=DATABASE_URL, secret_name=NAME, secret_key=DATABASE_URL)
    named = (variable for need in sorted(needs) for variable in SECRETS[need])
    return [
        database,
        *(SecretEnv(name=key, secret_name=NAME, secret_key=key, optional=True) for key in named),
    ]


def needs_in(container: Container) -> Needs:
    """The needs that `container_of` made the template for."""
    labels = container.labels or {}
    return frozenset(need for need in Need if need_label(need) in labels)
