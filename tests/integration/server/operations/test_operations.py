"""Operations over HTTP: begun, followed, steered, refused; and the jobs that they made."""

from __future__ import annotations

import time
from typing import Any

from pipelines.control.bulk_worker import BulkWorker
from pipelines.core.supervision.pulse import Pulse
from steps.core.storage.storage import Storage


def worked(api: Any, tmp_path: Any) -> None:
    """Until no operation needs anybody."""
    worker, pulse = BulkWorker(api.connection, Storage(tmp_path.as_uri())), Pulse("bulk_worker", 60)
    while api.value("select count(*) from jobs.operation where state in ('working', 'undoing')"):
        time.sleep(min(worker.turn(pulse), 0.05))


def begun(api: Any, **wanted: Any) -> Any:
    answer = api.post("/api/operations", json={"kind": "rerun", "where": "status=failed", **wanted})
    assert answer.status_code == 202, answer.text
    return answer.json()


def test_a_rerun_from_its_preview_to_its_jobs(api: Any, tmp_path: Any) -> None:
    failed = {api.failed() for _ in range(3)}
    told = api.get(
        "/api/operations/preview", params={"kind": "rerun", "where": "status=failed since=2h"}
    ).json()
    assert (told["jobs"], told["groups"][0]["jobs"]) == (3, 3)
    operation = begun(api, rate="100/s", why="again")
    assert (operation["state"], operation["total"], operation["rate"]) == ("working", 3, 100)
    assert operation["acts"] == ["pause", "stop", "undo"]
    worked(api, tmp_path)
    url = f"/api/operations/{operation['id']}"
    done = api.get(url).json()
    assert (done["state"], done["done"], done["made"]) == ("done", 3, [{"status": "queued", "jobs": 3}])
    items = api.get(f"{url}/items", params={"limit": 2}).json()
    assert (len(items["items"]), items["next"]) == (2, 2)
    assert {item["job_id"] for item in items["items"]} <= failed
    jobs = api.get("/api/jobs", params={"operation": operation["id"]}).json()["jobs"]
    assert {job["rerun_of"] for job in jobs} == failed
    assert {job["operation"] for job in jobs} == {operation["id"]}
    listed = api.get("/api/operations").json()["operations"]
    assert listed[0]["id"] == operation["id"]
    [act] = api.get("/api/audit", params={"job": jobs[0]["id"]}).json()["acts"]
    assert (act["act"], act["door"], act["details"]["operation"]) == ("reran", "api", operation["id"])


def test_an_operation_is_paused_resumed_stopped_and_undone(api: Any, tmp_path: Any) -> None:
    for _ in range(2):
        api.failed()
    url = f"/api/operations/{begun(api)['id']}"
    for act, state in (("pause", "paused"), ("resume", "working"), ("stop", "stopped"), ("undo", "undoing")):
        assert api.post(f"{url}/{act}").json()["state"] == state
    worked(api, tmp_path)
    answer = api.post(f"{url}/pause")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible_now")
    assert answer.json()["detail"] == "the operation is undone; possible is nothing any more"


def test_what_is_refused_names_its_field(api: Any) -> None:
    api.failed()
    refused: list[tuple[dict[str, Any], int, str, str, str]] = [
        (
            {"where": "pipline=x"},
            422,
            "invalid_selection",
            "where",
            "pipline: is no field of a selection; did you mean",
        ),
        ({"where": ""}, 422, "no_condition", "where", "says nothing, so every job would be meant"),
        ({"rate": "quick"}, 422, "invalid_rate", "rate", "must be such as 10/s"),
        ({"from_step": "no"}, 422, "unknown_step", "from_step", "no pipeline has a step no"),
        ({"kind": "explode"}, 422, "invalid_request", "kind", ""),
        ({"limit": 1}, 422, "invalid_request", "limit", ""),
    ]
    for changed, status, code, field, sentence in refused:
        answer = api.post("/api/operations", json={"kind": "rerun", "where": "status=failed", **changed})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        [fault] = answer.json()["errors"]
        assert (fault["field"], fault["message"][: len(sentence)]) == (field, sentence)
    nothing = api.post("/api/operations", json={"kind": "cancel", "where": "status=running"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_selected")
    for path in ("", "/items"):
        assert api.get(f"/api/operations/0198c0de-0000-7000-8000-000000000001{path}").status_code == 404
    assert api.post("/api/operations/0198c0de-0000-7000-8000-000000000001/stop").status_code == 404


def test_who_may_read_may_not_begin(start: Any, token: Any) -> None:
    served = start(require_token=True)
    headers = {"Authorization": f"Bearer {token('read')}"}
    assert served.get("/api/operations", headers=headers).status_code == 200
    answer = served.post(
        "/api/operations", json={"kind": "cancel", "where": "status=queued"}, headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
