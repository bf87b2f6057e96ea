"""Looking around in the objects that the chart renders to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Chart = Callable[..., list[dict[str, Any]]]
QUICK = (
    "contract-analyzer",
    "expense-categorizer",
    "feedback-analyzer",
    "invoice-processor",
    "meeting-summarizer",
    "news-analyzer",
)
TRY = (
    "postgresql.enabled=true",
    "postgresql.sampleShop=true",
    "emulators.enabled=true",
    "warm.replicas=1",
    *(f"runs.{name}=warm" for name in QUICK),
)


def of(kind: str, objects: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in objects if each["kind"] == kind}


def pods(objects: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, str], dict[str, Any]]]:
    """Name, labels and spec of every pod that Kubernetes itself would make."""
    for each in objects:
        template = each if each["kind"] == "Pod" else each.get("spec", {}).get("template", {})
        if "containers" in template.get("spec", {}):
            yield each["metadata"]["name"], template["metadata"]["labels"], template["spec"]


def steps(objects: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Workflow spec, template and container of every step."""
    for made in of("WorkflowTemplate", objects).values():
        for template in made["spec"]["templates"]:
            if "container" in template:
                yield made["spec"], template, template["container"]
