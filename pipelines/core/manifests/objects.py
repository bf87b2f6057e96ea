"""What the Kubernetes objects that we write ourselves are made of: typed, closed parts, named as Kubernetes names them.

Argo Events' CRDs accept any field, so a misspelt one would be dropped without a word; here it does not type-check.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from pipelines.core.names import NAME


class Part(BaseModel):
    """A piece of an object. Fields are in snake case here and in camel case there; what is None is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True)


class Metadata(Part):
    name: str
    labels: dict[str, str]
    annotations: dict[str, str] | None = None


class ApiObject(Part):
    api_version: str = "argoproj.io/v1alpha1"
    kind: str
    metadata: Metadata

    def manifest(self) -> dict[str, Any]:
        """The object as Kubernetes takes it."""
        return self.model_dump(by_alias=True, exclude_none=True)


class Capabilities(Part):
    drop: tuple[str, ...] = ("ALL",)


class ContainerSecurity(Part):
    """What Kubernetes' pod security standard `restricted` asks of a container, and a root that cannot be written."""

    allow_privilege_escalation: bool = False
    capabilities: Capabilities = Capabilities()
    read_only_root_filesystem: bool = True


class SeccompProfile(Part):
    type: Literal["RuntimeDefault"] = "RuntimeDefault"


class PodSecurity(Part):
    """What it asks of a pod. `run_as_user` where the image's own user is root or has no number."""

    run_as_non_root: bool = True
    run_as_user: int | None = None
    run_as_group: int | None = None
    fs_group: int | None = None
    seccomp_profile: SeccompProfile = SeccompProfile()


class Resources(Part):
    requests: dict[str, str]
    limits: dict[str, str]


class Container(Part):
    """What may be said about a container whose image Argo Events chooses."""

    resources: Resources
    security_context: ContainerSecurity = ContainerSecurity()


class PodMetadata(Part):
    labels: dict[str, str]


class PodTemplate(Part):
    """The pod of an event source or a sensor."""

    metadata: PodMetadata
    service_account_name: str
    container: Container
    security_context: PodSecurity = PodSecurity()


class KeyOfSecret(Part):
    name: str
    key: str


def metadata(name: str, component: str) -> Metadata:
    return Metadata(name=name, labels=labels(component))


def labels(component: str) -> dict[str, str]:
    return {"app.kubernetes.io/component": component, "app.kubernetes.io/part-of": NAME}


def pod(component: str, account: str, *, memory: str) -> PodTemplate:
    return PodTemplate(
        metadata=PodMetadata(labels=labels(component)),
        service_account_name=account,
        container=Container(
            resources=Resources(
                requests={"cpu": "20m", "memory": "32Mi"}, limits={"cpu": "500m", "memory": memory}
            )
        ),
    )
