"""What the variables of a template stand for while its workflow runs. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from pipelines.core.rendered.template import Arguments, WorkflowTemplate, substitute
from steps.core.errors import ConfigurationError


def workflow_variables(template: WorkflowTemplate, name: str, job_id: str) -> dict[str, str]:
    """Those that every step knows. Errors: ConfigurationError `unsupported_template`: a parameter has no value."""
    given = {"job-id": job_id}
    known = {"workflow.name": name}
    for parameter, value in template.spec.arguments.values().items():
        found = given.get(parameter, value)
        if found is None:
            raise ConfigurationError("unsupported_template", f"parameter {parameter} has no value")
        known[f"workflow.parameters.{parameter}"] = found
    return known


def exit_variables(failures: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    """What the exit handler is told beside them. `failures`: of Argo's shape; None where all has succeeded."""
    # Argo hands the failures over as a JSON string that itself holds JSON.
    told = "null" if failures is None else json.dumps(failures)
    status = "Succeeded" if failures is None else "Failed"
    return {"workflow.status": status, "workflow.failures": json.dumps(told)}


def inputs(arguments: Arguments, variables: Mapping[str, str]) -> dict[str, str]:
    """Of a template that is called with these arguments."""
    return {
        f"inputs.parameters.{name}": substitute(value or "", variables)
        for name, value in arguments.values().items()
    }
