"""Rendered templates with the budgets that an installation is told, as for a slow model server. Pure.

The steps that ask a model get their share of it: their seconds grow as the pipeline's do.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.core.rendered.container import seconds_given
from pipelines.core.rendered.template import Template, WorkflowTemplate
from steps.core.needs import Need


def with_budgets(
    templates: Mapping[str, WorkflowTemplate], told: Mapping[str, int]
) -> dict[str, WorkflowTemplate]:
    """All of them, by pipeline. `told`: seconds by pipeline; the others stay."""
    return {
        name: _with_budget(template, told[name]) if name in told else template
        for name, template in templates.items()
    }


def _with_budget(workflow: WorkflowTemplate, budget: int) -> WorkflowTemplate:
    spec = workflow.spec
    factor = budget / (spec.active_deadline_seconds or budget)
    templates = [_scaled(part, factor) if Need.LLM in part.needs else part for part in spec.templates]
    changed = spec.model_copy(update={"active_deadline_seconds": budget, "templates": templates})
    return workflow.model_copy(update={"spec": changed})


def _scaled(part: Template, factor: float) -> Template:
    before = seconds_given(part)
    if before is None or part.container is None:
        return part
    after = max(1, int(before * factor))
    args = list(part.container.args)
    args[args.index("--seconds") + 1] = str(after)
    limit = part.active_deadline_seconds
    told = None if limit is None else int(limit) - before + after
    container = part.container.model_copy(update={"args": args})
    return part.model_copy(update={"container": container, "active_deadline_seconds": told})
