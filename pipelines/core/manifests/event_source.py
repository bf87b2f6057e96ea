"""The event source, to which triggers are posted: a webhook inside the cluster, with a bearer token and a limit."""

from __future__ import annotations

from pipelines.core import trigger
from pipelines.core.manifests.objects import ApiObject, KeyOfSecret, Part, PodTemplate, metadata, pod
from pipelines.core.manifests.rbac import EVENT_SOURCE
from pipelines.core.names import NAME


class Port(Part):
    port: int
    target_port: int


class Service(Part):
    ports: tuple[Port, ...]


class Webhook(Part):
    port: str
    endpoint: str
    method: str = "POST"
    auth_secret: KeyOfSecret
    max_payload_size: int  # bytes


class Spec(Part):
    event_bus_name: str
    service: Service
    template: PodTemplate
    webhook: dict[str, Webhook]


class EventSource(ApiObject):
    kind: str = "EventSource"
    spec: Spec


def event_source() -> EventSource:
    return EventSource(
        metadata=metadata(NAME, "event-source"),
        spec=Spec(
            event_bus_name=NAME,
            service=Service(ports=(Port(port=trigger.PORT, target_port=trigger.PORT),)),
            template=pod("event-source", EVENT_SOURCE, memory="128Mi"),
            webhook={
                trigger.EVENT: Webhook(
                    port=str(trigger.PORT),
                    endpoint=trigger.ENDPOINT,
                    auth_secret=KeyOfSecret(name=trigger.SECRET, key=trigger.SECRET_KEY),
                    max_payload_size=trigger.MAX_BYTES,
                )
            },
        ),
    )
