"""What `bgjobs render` writes of the cluster beside the workflows: events, rights, networks, and the list of it all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from pipelines.core.manifests.event_bus import event_bus
from pipelines.core.manifests.event_source import event_source
from pipelines.core.manifests.network import policies
from pipelines.core.manifests.rbac import access
from pipelines.core.manifests.sensor import sensor
from pipelines.core.names import NAMESPACE
from pipelines.core.pipeline import Pipeline

IMAGE_FIELDS = "image-fields.yaml"
BY_HAND = Path(__file__).resolve().parents[3] / "k8s" / "dev"


def objects(pipelines: Iterable[Pipeline], joined: Collection[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """By path below k8s/: the objects of that file. `joined`: the pipelines that may run in one pod."""
    return {
        "events/event-bus.yaml": [event_bus().manifest()],
        "events/event-source.yaml": [event_source().manifest()],
        "events/sensor.yaml": [sensor(pipelines, joined).manifest()],
        "network/steps.yaml": policies(),
        **{f"rbac/{account}.yaml": made for account, made in access().items()},
    }


def image_fields() -> Mapping[str, Any]:
    """Where kustomize finds the images of objects that it does not know."""
    return {"images": [{"path": "spec/templates[]/container/image", "kind": "WorkflowTemplate"}]}


def kustomization(files: Iterable[str]) -> Mapping[str, Any]:
    """For `kubectl apply -k k8s`: a cluster of one's own to try templates on, with the database of dev/."""
    dev = (f"dev/{path.name}" for path in BY_HAND.glob("*.yaml"))
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": NAMESPACE,
        # So that `kustomize edit set image background-jobs/steps=registry/steps@sha256:...` reaches the templates.
        "configurations": [IMAGE_FIELDS],
        "resources": sorted([*dev, *files]),
    }
