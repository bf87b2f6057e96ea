"""The nodes of one step, attempt by attempt."""

from __future__ import annotations

from pipelines.control.recorder.argo_nodes import node_id
from pipelines.control.recorder.recorded_job import RecordedAttempt
from pipelines.control.recorder.step_nodes import Placed, StepNodes, phase_of, pods, said, step_nodes
from pipelines.core.rendered.graph import templates
from tests.unit.pipelines.control.recorder.recorded import PIPELINE, WORKFLOW, attempt, recorded

STEP = "validate-job"
TEMPLATE = templates()[PIPELINE].template(STEP)


def found(
    *attempts: RecordedAttempt, over: bool = False, ready: bool = True, shown: int = 20, **job: object
) -> StepNodes:
    place = Placed(f"{WORKFLOW}.{STEP}", STEP, WORKFLOW, TEMPLATE, over, shown)
    return step_nodes(recorded(*attempts, **job), place, ready=ready)  # type: ignore[arg-type]


def failure(place: int, begun: float) -> RecordedAttempt:
    return attempt(STEP, begun, begun + 1, "failed", place, exit_code=75, error="server_error: try again")


def test_attempts_are_children_of_a_retry_node() -> None:
    step = found(failure(0, 0), attempt(STEP, 6, 7, place=1, exit_code=0, host="warm-1"))
    retry, first, second = step.nodes
    assert (retry["type"], retry["phase"], retry["children"]) == (
        "Retry",
        "Succeeded",
        [first["id"], second["id"]],
    )
    assert first["name"] == f"{WORKFLOW}.{STEP}(0)"
    assert first["id"] == node_id(WORKFLOW, first["name"])
    assert (first["phase"], first["message"]) == ("Failed", "server_error: try again (exit code 75)")
    assert first["outputs"] == {"exitCode": "75"}
    assert (second["displayName"], second["hostNodeName"], second["boundaryID"]) == (
        f"{STEP}(1)",
        "warm-1",
        WORKFLOW,
    )
    assert (retry["startedAt"], retry["finishedAt"]) == ("2026-05-04T09:00:00Z", "2026-05-04T09:00:07Z")
    assert step.last == second["id"]


def test_between_two_attempts_a_step_runs() -> None:
    [retry, _] = found(failure(0, 0)).nodes
    assert (retry["phase"], "finishedAt" in retry) == ("Running", False)
    assert retry["message"] == "next attempt after server_error: try again (exit code 75)"


def test_a_poll_that_waits_failed_as_its_pod_would_have() -> None:
    waiting = attempt(STEP, 0, 1, "waiting", exit_code=75)
    assert (phase_of(waiting), said(waiting)) == ("Failed", "waiting (exit code 75)")


def test_what_was_lost_is_an_error_and_what_was_stopped_failed() -> None:
    assert phase_of(attempt(STEP, 0, 1, "lost", error="lost: gone")) == "Error"
    assert phase_of(attempt(STEP, 0, 1, "lost", error="cancelled: cancelled on request")) == "Failed"
    assert phase_of(attempt(STEP, 0, 1, "a newer word")) == "Error"


def test_of_many_attempts_the_first_and_the_last_are_shown() -> None:
    step = found(*(failure(number, number) for number in range(30)), over=True, shown=4)
    retry, *pod_nodes = step.nodes
    assert [one["displayName"] for one in pod_nodes] == [f"{STEP}({number})" for number in (0, 27, 28, 29)]
    assert retry["message"].startswith("26 attempts after the first are not shown; server_error")
    assert retry["phase"] == "Failed"


def test_a_step_that_is_about_to_begin_is_pending() -> None:
    retry, pod = found().nodes
    assert (retry["type"], retry["phase"], pod["type"], pod["phase"]) == (
        "Retry",
        "Running",
        "Pod",
        "Pending",
    )
    assert retry["children"] == [pod["id"]]


def test_a_step_whose_turn_is_not_yet_has_no_node() -> None:
    assert found(ready=False).nodes == []


def test_a_step_that_never_ran_is_omitted() -> None:
    [omitted] = found(over=True, ready=False).nodes
    assert (omitted["type"], omitted["phase"]) == ("Skipped", "Omitted")
    assert omitted["message"] == "omitted: depends condition not met"
    [late] = found(over=True).nodes
    assert late["message"] == "omitted: the job ended first"


def test_a_step_whose_output_is_inherited_is_skipped() -> None:
    def message(**job: object) -> str:
        [node] = found(outputs=frozenset({STEP}), **job).nodes  # type: ignore[arg-type]
        assert (node["type"], node["phase"]) == ("Skipped", "Skipped")
        return str(node["message"])

    rerun_of = "019a5f00-0000-7000-8000-000000000002"
    assert message(rerun_of=rerun_of) == f"its output is that of job {rerun_of}"
    assert message(generation=1) == "done by an earlier workflow of this job"


def test_steps_that_share_a_process_are_one_attempt() -> None:
    runs = pods(
        [attempt("a", 0, 1), attempt("b", 1, 2, "failed"), attempt("a", 5, 6, place=1), attempt("b", 6)]
    )
    assert [[one.step for one in run] for run in runs] == [["a", "b"], ["a", "b"]]
