"""The part of Argo's WorkflowTemplate that runs without a cluster. Unknown fields are refused by name.

Fields typed `Any` have no effect without a cluster (images, volumes, security contexts, clean-up); all others do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import AliasGenerator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from pipelines.core.names import need_label
from steps.core.errors import ConfigurationError
from steps.core.needs import Need, Needs

POLLS = "background-jobs/polls"  # the annotation of a step that waits for somebody else


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=AliasGenerator(to_camel))


class Parameter(Part):
    name: str
    value: str | None = None
    description: str | None = None


class Arguments(Part):
    parameters: list[Parameter] = []

    def values(self) -> dict[str, str | None]:
        return {parameter.name: parameter.value for parameter in self.parameters}


class Backoff(Part):
    duration: str = "0"
    factor: int | str = 1
    cap: str | None = None
    max_duration: str | None = None


class RetryStrategy(Part):
    limit: int | str | None = None
    retry_policy: str | None = None
    expression: str | None = None
    backoff: Backoff | None = None


class Task(Part):
    name: str
    template: str
    depends: str | None = None
    arguments: Arguments = Arguments()


class Dag(Part):
    tasks: list[Task]
    fail_fast: bool = True


class StepsEntry(Part):
    """One entry of a `steps` template. Only these may have a condition: a task of a DAG always runs."""

    name: str
    template: str
    when: str | None = None
    arguments: Arguments = Arguments()


class ResourceLimits(Part):
    limits: dict[str, str] = {}
    requests: Any = None


class Container(Part):
    command: list[str]
    args: list[str] = []
    name: str | None = None
    resources: ResourceLimits = ResourceLimits()
    image: Any = None
    image_pull_policy: Any = None
    env: Any = None
    env_from: Any = None
    security_context: Any = None
    volume_mounts: Any = None


class TemplateMetadata(Part):
    labels: dict[str, Any] = {}
    annotations: dict[str, str] = {}


class Template(Part):
    name: str
    dag: Dag | None = None
    steps: list[list[StepsEntry]] | None = None
    container: Container | None = None
    inputs: Arguments = Arguments()
    retry_strategy: RetryStrategy | None = None
    active_deadline_seconds: int | str | None = None
    volumes: Any = None
    metadata: TemplateMetadata = TemplateMetadata()

    @property
    def polls(self) -> bool:
        """Whether its step looks again and again at somebody else's work, and may be woken to look at once."""
        return self.metadata.annotations.get(POLLS) == "true"

    @property
    def needs(self) -> Needs:
        """What its pod would get, by its labels."""
        return frozenset(need for need in Need if self.metadata.labels.get(need_label(need)) == "true")


class Spec(Part):
    entrypoint: str
    templates: list[Template]
    on_exit: str | None = None
    arguments: Arguments = Arguments()
    active_deadline_seconds: int | None = None
    service_account_name: Any = None
    security_context: Any = None
    pod_metadata: Any = None
    workflow_metadata: Any = None
    ttl_strategy: Any = None
    volumes: Any = None
    automount_service_account_token: Any = None
    executor: Any = None
    pod_spec_patch: Any = None
    pod_gc: Any = Field(default=None, alias="podGC")


class Metadata(Part):
    name: str
    labels: Any = None
    annotations: Any = None
    namespace: Any = None


class WorkflowTemplate(Part):
    api_version: str
    kind: str = Field(pattern="^WorkflowTemplate$")
    metadata: Metadata
    spec: Spec

    def template(self, name: str) -> Template:
        """The one of this name. Errors: ConfigurationError `unknown_template`."""
        for template in self.spec.templates:
            if template.name == name:
                return template
        raise ConfigurationError("unknown_template", f"{self.metadata.name}: there is no template {name!r}")


def parse(text: str, origin: str) -> WorkflowTemplate:
    """Read one rendered template. Errors: ConfigurationError `unsupported_template` naming each field not known."""
    return checked(yaml.load(text, yaml.CSafeLoader), origin)


def checked(manifest: Any, origin: str) -> WorkflowTemplate:
    """A template as Kubernetes takes it. Errors: as `parse`."""
    try:
        workflow = WorkflowTemplate.model_validate(manifest)
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ConfigurationError(
            "unsupported_template", f"{origin}: the local executor cannot run this: {found}"
        ) from None
    for name in (workflow.spec.entrypoint, workflow.spec.on_exit):
        if name is not None:
            workflow.template(name)
    for template in workflow.spec.templates:
        if [template.dag, template.steps, template.container].count(None) != 2:
            raise ConfigurationError(
                "unsupported_template", f"{origin}: {template.name}: needs one of dag, steps and container"
            )
        for task in template.dag.tasks if template.dag else []:
            workflow.template(task.template)
            dependencies(task)
        for entry in (entry for group in template.steps or [] for entry in group):
            workflow.template(entry.template)
    return workflow


def load_templates(folder: Path) -> dict[str, WorkflowTemplate]:
    """Every rendered template in `folder`, by pipeline."""
    read = (parse(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.yaml")))
    return {workflow.metadata.name: workflow for workflow in read}


def dependencies(task: Task) -> list[str]:
    """The tasks that must have succeeded before this one. Of Argo's `depends`, names joined by && are known.

    Errors: ConfigurationError `unsupported_template`.
    """
    names = [name.strip() for name in (task.depends or "").split("&&")] if task.depends else []
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9-]+(\.Succeeded)?", name):
            raise ConfigurationError(
                "unsupported_template",
                f"{task.name}: depends {task.depends!r}: only names joined by && are known",
            )
    return [name.removesuffix(".Succeeded") for name in names]


def holds(condition: str | None, variables: Mapping[str, str]) -> bool:
    """Whether `when` lets a step run. Of Argo's conditions, two words that are equal or not are known.

    Errors: ConfigurationError `unsupported_template`.
    """
    if condition is None:
        return True
    compared = re.fullmatch(r"\s*(\S+)\s*(==|!=)\s*(\S+)\s*", condition)
    if compared is None:
        raise ConfigurationError(
            "unsupported_template", f"when {condition!r}: only A == B and A != B are known"
        )
    left, right = (substitute(word, variables).strip("'\"") for word in (compared[1], compared[3]))
    return (left == right) == (compared[2] == "==")


_PLACEHOLDER = re.compile(r"\{\{([^{}]++)\}\}")


def substitute(text: str, variables: Mapping[str, str]) -> str:
    """Fill `{{...}}`. Errors: ConfigurationError for a variable that the local executor does not offer."""

    def value(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name not in variables:
            raise ConfigurationError(
                "unsupported_template", f"{{{{{name}}}}} is not known to the local executor"
            )
        return variables[name]

    return _PLACEHOLDER.sub(value, text)
