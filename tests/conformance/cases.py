"""The set of small templates that both executors run, each with what must come of it.

They are made of the blocks that all jobs are made of; only waits are shorter, and what a case is about is put in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from pipelines.core.building import step, workflow_of
from pipelines.core.one_pod import one_pod_of
from pipelines.core.pipeline import Pipeline
from steps import update_job_status
from tests.trial_steps import process_trial, validate_trial

IMAGE = "conformance-steps:1"
VALIDATE, PROCESS, LAST = "validate-trial", "process-trial", "update-job-status"
WAITS = {"duration": "1s", "factor": 2, "cap": "2s"}
Template = dict[str, Any]
Tries = list[tuple[str, int | None, str | None]]


@dataclass(frozen=True)
class Case:
    """`tries`: status, exit code and error code of each attempt of the process step, in order.

    `error`: code, attempt and retryable of the job's error; None where it is completed. `step_seconds`, `budget`: the
    deadlines of the process step and of the job, on Argo and on this machine, where no pod has to start. `killed`: the
    process step's pod or process is told to stop from outside while it runs.
    """

    name: str
    data: dict[str, Any]
    tries: Tries
    error: tuple[str, int | None, bool] | None = None
    change: Callable[[Template], None] = lambda template: None
    step_seconds: tuple[int, int] | None = None
    budget: tuple[int, int] = (240, 240)
    one_pod: bool = False
    killed: bool = False


def template(case: Case, *, local: bool = False) -> Template:
    """The WorkflowTemplate of a case."""
    module = ModuleType(f"pipelines.{case.name.replace('-', '_')}", "A trial.")
    sys.modules.setdefault(module.__name__, module)  # where its description stands
    shape = one_pod_of if case.one_pod else workflow_of
    pipeline = Pipeline(case.name, PROCESS, budget=case.budget[local])
    with shape(pipeline, on_exit=update_job_status) as workflow:
        valid = step(validate_trial)
        step(process_trial, after=[valid])
    made: Template = workflow.to_dict()
    for part in made["spec"]["templates"]:
        if "container" in part:
            part["container"]["image"] = IMAGE
            part["retryStrategy"]["backoff"] = dict(WAITS)
    if case.step_seconds:
        _limit(part_of(made), case.step_seconds[local])
    case.change(made)
    return made


def part_of(template: Template, name: str = PROCESS) -> Any:
    [found] = [part for part in template["spec"]["templates"] if part["name"] == name]
    return found


def _limit(process: Any, seconds: int) -> None:
    """The step knows of half the time that its pod may run, as in earnest it knows of fifteen seconds less."""
    process["activeDeadlineSeconds"] = seconds
    args = process["container"]["args"]
    args[args.index("--seconds") + 1] = str(seconds // 2)


def tried_twice(template: Template) -> None:
    part_of(template)["retryStrategy"]["limit"] = "1"


def small(template: Template) -> None:
    tried_twice(template)
    part_of(template)["container"]["resources"]["limits"]["memory"] = "128Mi"


def tried_once(template: Template) -> None:
    part_of(template)["retryStrategy"]["limit"] = "0"


def told_by_parameter(template: Template) -> None:
    """The job's id goes through an input parameter of the process step's template."""
    task = part_of(template, "main")["dag"]["tasks"][1]
    task["arguments"] = {"parameters": [{"name": "job", "value": "{{workflow.parameters.job-id}}"}]}
    process = part_of(template)
    process["inputs"] = {"parameters": [{"name": "job"}]}
    process["container"]["args"][1] = "{{inputs.parameters.job}}"


DONE: Tries = [("completed", 0, None)]
CASES = [
    Case("conf-success", {}, DONE),
    Case("conf-parameters", {}, DONE, change=told_by_parameter),
    Case("conf-permanent", {"behave": "permanent"}, [("failed", 65, "trial")], ("trial", 1, False)),
    Case("conf-configuration", {"behave": "configuration"}, [("failed", 78, "trial")], ("trial", 1, False)),
    Case("conf-retried", {"behave": "temporary", "times": 2}, [("failed", 75, "trial")] * 2 + DONE),
    Case("conf-used-up", {"behave": "temporary"}, [("failed", 75, "trial")] * 4, ("trial", 4, True)),
    Case("conf-poll", {"behave": "not_ready", "times": 3}, [("waiting", 75, "trial")] * 3 + DONE),
    Case("conf-crash", {"behave": "crash", "times": 1}, [("failed", 75, "unexpected"), *DONE]),
    Case("conf-bad-exit", {"behave": "exit", "times": 1}, [("failed", 3, "died"), *DONE]),
    Case("conf-kill-nine", {"behave": "kill", "times": 1}, [("failed", 137, "killed"), *DONE]),
    Case("conf-segfault", {"behave": "segfault", "times": 1}, [("failed", 139, "died"), *DONE]),
    Case("conf-killed-pod", {"behave": "hang", "times": 1}, [("failed", 75, "terminated"), *DONE], killed=True),
    Case("conf-memory", {"behave": "eat"}, [("failed", 137, "out_of_memory")] * 2, ("out_of_memory", 2, True),
         change=small),
    Case("conf-late-step", {"behave": "hang"}, [("failed", 75, "deadline_exceeded")] * 2,
         ("deadline_exceeded", 2, True), change=tried_twice, step_seconds=(30, 2)),
    Case("conf-stubborn", {"behave": "stubborn"}, [("failed", 137, "deadline_exceeded")],
         ("deadline_exceeded", 1, True), change=tried_once, step_seconds=(30, 2)),
    Case("conf-late-job", {"behave": "hang"}, [("failed", 75, "deadline_exceeded")],
         ("deadline_exceeded", 1, True), budget=(75, 12)),
    Case("conf-one-success", {}, DONE, one_pod=True),
    Case("conf-one-retried", {"behave": "temporary", "times": 1}, [("failed", 75, "trial"), *DONE], one_pod=True),
    Case("conf-one-permanent", {"behave": "permanent"}, [("failed", 65, "trial")], ("trial", 1, False), one_pod=True),
    Case("conf-one-killed", {"behave": "kill", "times": 1}, [("failed", 137, "killed"), *DONE], one_pod=True),
]  # fmt: skip
