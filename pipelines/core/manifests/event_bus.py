"""The event bus between event source and sensor: one NATS JetStream server without a disk.

That is enough, because the reconciler creates the Workflow of a trigger message that was lost.
"""

from __future__ import annotations

from pipelines.core.manifests.objects import (
    ApiObject,
    Container,
    Part,
    PodMetadata,
    PodSecurity,
    Resources,
    labels,
    metadata,
)
from pipelines.core.manifests.rbac import EVENT_BUS
from pipelines.core.names import NAME

STREAM = {  # Argo Events hands these to NATS as a text of their own
    "maxMsgs": 10_000,
    "maxBytes": 64 * 1024 * 1024,
    "maxAge": "1h",  # the reconciler has replaced older messages long ago
    "replicas": 1,
    "duplicates": "60s",
}
USER = 1000  # the images of NATS say no number, and Kubernetes must see that it is not root


class JetStream(Part):
    version: str = "latest"  # the only name that every installation's controller-config knows
    replicas: int = 1
    stream_config: str
    metadata: PodMetadata
    service_account_name: str
    security_context: PodSecurity
    container_template: Container
    reloader_container_template: Container
    metrics_container_template: Container


class Spec(Part):
    jetstream: JetStream


class EventBus(ApiObject):
    kind: str = "EventBus"
    spec: Spec


def event_bus() -> EventBus:
    return EventBus(
        metadata=metadata(NAME, "event-bus"),
        spec=Spec(
            jetstream=JetStream(
                stream_config="".join(f"{name}: {value}\n" for name, value in STREAM.items()),
                metadata=PodMetadata(labels=labels("event-bus")),
                service_account_name=EVENT_BUS,
                security_context=PodSecurity(run_as_user=USER, run_as_group=USER, fs_group=USER),
                container_template=_container("128Mi"),
                reloader_container_template=_container("64Mi"),
                metrics_container_template=_container("64Mi"),
            )
        ),
    )


def _container(memory: str) -> Container:
    return Container(
        resources=Resources(
            requests={"cpu": "20m", "memory": "32Mi"}, limits={"cpu": "500m", "memory": memory}
        )
    )
