"""Where a pipeline runs, as people see and set it: command, API, System page, explanation."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from markupsafe import escape
from psycopg.types.json import Jsonb

from pipelines import PIPELINES
from pipelines.commands.terminal import display
from pipelines.core import trigger
from pipelines.core.pipeline import Runs
from pipelines.operations.audit.origin import Origin
from pipelines.operations.explain.explanation import explain
from pipelines.operations.gates.declaring import declare
from pipelines.operations.jobs import find_job
from pipelines.operations.places.processes import processes
from pipelines.operations.places.runs import RunsRefused, clear_runs, places_of, set_runs, unserved
from steps.core.errors import ConfigurationError
from tests.integration.places.conftest import PODS, TAKES_PODS, TAKES_WARM, WARM, Places

ORIGIN = Origin(door="cli", actor="ann")


def test_what_is_set_is_told_with_who_and_why(places: Places) -> None:
    place = set_runs(places.connection, PODS, "pod", why="a pod is enough", origin=ORIGIN)
    assert (place.runs, place.declared, place.who, place.why) == ("pod", "pods", "ann", "a pod is enough")
    assert clear_runs(places.connection, PODS, origin=ORIGIN)
    assert places_of(places.connection, PODS)[0].who is None
    acts = places.select("select act, actor from jobs.audit where subject = %s order by id", PODS)
    assert acts == [{"act": "runs_set", "actor": "ann"}, {"act": "runs_cleared", "actor": "ann"}]


@pytest.mark.parametrize(
    ("pipeline", "runs", "why", "says"),
    [
        ("news", "warm", "w", "there is no pipeline 'news'"),
        (WARM, "cold", "w", "runs: must be warm, pods or pod"),
        (WARM, "warm", " \n", "why: must say in 1 to 500 characters why"),
    ],
)
def test_what_is_wrong_is_named(places: Places, pipeline: str, runs: str, why: str, says: str) -> None:
    with pytest.raises(RunsRefused, match=says):
        set_runs(places.connection, pipeline, runs, why=why, origin=ORIGIN)


def test_a_job_that_nobody_takes_says_so_and_the_way_out(places: Places) -> None:
    job = places.enqueue(pipeline=WARM)
    places.hold(8)
    places.adopt(
        8, **TAKES_PODS, about={**TAKES_PODS, "executor": "argo", "places": 32, "host": "h", "version": "1"}
    )
    found = explain(places.connection, job)
    assert found is not None
    assert found.waiting == [
        "news-analyzer runs warm, and no live process takes its jobs: start `bgjobs work`, "
        "or bgjobs pipelines set news-analyzer --runs pods."
    ]
    assert unserved(places.connection) == [found.waiting[0].rstrip(".")]
    [process] = processes(places.connection)
    assert (process.takes, process.about.places, process.busy) == ("pods and pod", 32, 0)
    places.execute("select pg_advisory_unlock_all()")


def test_a_job_whose_process_is_gone_says_that_nobody_goes_on_with_it(places: Places) -> None:
    """While the control plane, which takes no warm jobs, is alive."""
    job = places.enqueue(pipeline=WARM)
    places.hold(7)
    places.takes(owner=7, **TAKES_WARM)
    places.begin(job)
    places.hold(8)
    places.adopt(8, **TAKES_PODS, about=TAKES_PODS)
    found = explain(places.connection, job)
    assert found is not None
    assert not [sentence for sentence in found.waiting if "is gone" in sentence]
    places.execute("select pg_advisory_unlock(jobs.lock_class(), 7)")
    found = explain(places.connection, job)
    assert found is not None
    assert found.waiting[0] == (
        "The process that ran it is gone, and no other goes on with it: news-analyzer runs warm, and no live process "
        "takes its jobs: start `bgjobs work`, or bgjobs pipelines set news-analyzer --runs pods."
    )
    places.execute("select pg_advisory_unlock_all()")


def test_a_dispatcher_of_an_older_release_says_nothing_of_itself_and_takes_everything(places: Places) -> None:
    places.hold(8)
    places.adopt(8)
    assert [process.takes for process in processes(places.connection)] == ["every pipeline"]
    assert {place.processes for place in places_of(places.connection)} == {1}
    places.execute("select pg_advisory_unlock_all()")


def test_the_api_sets_and_clears_it(places: Places, place_api: httpx.Client) -> None:
    told = place_api.put(f"/api/pipelines/{PODS}/runs", json={"runs": "warm", "why": "quick"}).json()
    assert (told["runs"], told["declared"], told["processes"]) == ("warm", "pods", 0)
    assert place_api.get(f"/api/pipelines/{PODS}/runs").json() == told
    assert place_api.delete(f"/api/pipelines/{PODS}/runs").json()["runs"] == "pods"
    refused = place_api.put("/api/pipelines/news/runs", json={"runs": "warm", "why": "quick"})
    assert (refused.status_code, refused.json()["code"]) == (404, "no_such_pipeline")
    wrong = place_api.put(f"/api/pipelines/{PODS}/runs", json={"runs": "cold", "why": ""})
    assert [fault["field"] for fault in wrong.json()["errors"]] == ["runs", "why"]
    assert place_api.get("/api/processes").json() == []


def test_the_system_page_shows_processes_and_what_nobody_takes(
    places: Places, place_api: httpx.Client
) -> None:
    places.enqueue(pipeline=WARM)
    places.hold(8)
    about = {**TAKES_PODS, "executor": "argo", "places": 32, "host": "node-1", "version": "9.9"}
    places.adopt(8, **TAKES_PODS, about=about)
    page = place_api.get("/system").text
    assert "pods and pod" in page
    assert "0 of 32" in page
    assert "node-1 9.9" in page
    assert "news-analyzer runs warm, and no live process takes its jobs" in page
    places.execute("select pg_advisory_unlock_all()")


@pytest.mark.parametrize(
    ("about", "host"),
    [
        (["warm"], None),
        (5, None),
        ({"serves": 5, "host": "a"}, "a"),
        ({"pipelines": WARM, "places": "many", "pid": [], "host": "a"}, "a"),
        ({"serves": [["warm"]], "version": 7, "host": "a", "of_a_later_release": {}}, "a"),
    ],
)
def test_what_cannot_be_read_of_a_process_hides_neither_it_nor_others(
    places: Places, place_api: httpx.Client, about: Any, host: str | None
) -> None:
    for owner in (8, 9):
        places.hold(owner)
        places.adopt(owner, **TAKES_WARM, about={**TAKES_WARM, "host": "b"})
    places.execute("update jobs.dispatcher set about = %s where id = 8", [Jsonb(about)])
    found = {process.id: process.about for process in processes(places.connection)}
    assert (found[8].host, found[8].places, found[9].host) == (host, None, "b")
    assert place_api.get("/system").status_code == 200
    places.execute("select pg_advisory_unlock_all()")


def test_who_serves_is_told_by_json_alone(places: Places) -> None:
    assert not places.value("select jobs.anybody_serves('pods', %s)", PODS)
    assert places.value("select jobs.served(%s)", Jsonb({"serves": ["warm"]})) == [WARM]


def test_a_pipeline_that_waits_between_attempts_cannot_run_in_one_pod(places: Places) -> None:
    with pytest.raises(RunsRefused, match="speaker-separation has a step that waits between its attempts"):
        set_runs(places.connection, "speaker-separation", "pod", why="w", origin=ORIGIN)
    with pytest.raises(ConfigurationError, match="JOBS_RUNS: runs: speaker-separation has a step that waits"):
        declare(places.connection, PIPELINES, {"speaker-separation": Runs.POD})
    with pytest.raises(ConfigurationError, match="JOBS_RUNS: there is no pipeline 'news'"):
        declare(places.connection, PIPELINES, {"news": Runs.WARM})


def test_a_job_in_one_pod_is_triggered_with_the_template_of_that_shape(places: Places) -> None:
    set_runs(places.connection, PODS, "pod", why="w", origin=ORIGIN)
    job = places.enqueue(pipeline=PODS)
    [row] = places.select(
        "select c.id, jobs.runs_of(j) as runs from jobs.claim(1, 'argo', 5, %s) c join jobs.job j on j.id = c.id",
        Jsonb(TAKES_PODS),
    )
    assert row == {"id": job, "runs": "pod"}
    made = trigger.workflow(PODS, job, f"{PODS}-{job}", row["runs"])
    assert made["spec"]["workflowTemplateRef"] == {"name": f"{PODS}-pod"}
    assert trigger.workflow(PODS, job, "w")["spec"]["workflowTemplateRef"] == {"name": PODS}


@pytest.mark.parametrize("message", ["the step's process was killed by signal 11", "<b>x</b>", 5])
def test_a_job_that_was_moved_says_so_everywhere(
    places: Places, place_api: httpx.Client, message: object
) -> None:
    job = places.enqueue(pipeline=WARM)
    move = {"runs": "pods", "code": "killed", "message": message, "at": "2026-11-30T12:00:00+00:00"}
    places.execute("update jobs.job set moved = %s where id = %s", [Jsonb(move), job])
    said = f"Its processes broke again and again, so it was moved to pods; the last time: killed: {message}"
    explained = explain(places.connection, job)
    shown = find_job(places.connection, job)
    assert explained is not None
    assert shown is not None
    assert (explained.moved, shown.moved_because) == (said, said)
    assert said in display.places(shown)
    assert place_api.get(f"/api/jobs/{job}").json()["moved"] == move
    assert str(escape(said)) in place_api.get(f"/jobs/{job}").text
