"""Many jobs at once on the pages: ticked or all that match, then an operation that is followed and undone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pipelines.control.bulk_worker import BulkWorker
from pipelines.core.supervision.pulse import Pulse
from steps.core.storage.storage import Storage
from tests.integration.dashboard.browsing import Visit
from tests.support.serving import Served
from tests.support.waiting import until


@pytest.fixture
def worker(database_url: str, tmp_path: Path) -> Iterator[None]:
    """Works on operations as the control plane does."""
    ended = threading.Event()

    def work() -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            bulk, pulse = BulkWorker(connection, Storage(tmp_path.as_uri())), Pulse("bulk_worker", 60)
            while not ended.is_set():
                time.sleep(min(bulk.turn(pulse), 0.1))

    thread = threading.Thread(target=work)
    thread.start()
    yield
    ended.set()
    thread.join()


def crowd(site: Served, count: int) -> None:
    site.execute("truncate jobs.operation cascade")
    site.execute(
        """
        with sent as (insert into jobs.event (id, name, data, ts) select 'e' || n, 'x', '{}', now()
                      from generate_series(1, %s) n returning id)
        insert into jobs.job (id, pipeline, event_id, status, run_at, finished_at)
        select jobs.new_id(), 'news-analyzer', id, 'failed', now(), now() from sent""",
        [count],
    )


@pytest.mark.usefixtures("worker")
def test_all_that_match_are_run_again_and_undone(visit: Visit, site: Served) -> None:
    crowd(site, 120)
    visit.open("/jobs?status=failed")
    page = visit.live()
    assert "all that match" in page.locator("#ticked").inner_text()
    assert page.get_by_role("button", name="Rerun").is_disabled()
    page.locator("[data-all]").check()
    page.get_by_text("all 120 that match").wait_for()
    site.enqueue()
    asked = page.evaluate("window.seen.asked")
    site.failed()
    page.wait_for_function("asked => window.seen.asked > asked", arg=asked)
    assert page.locator("[data-all]").is_checked(), (
        "what is ticked stays so when the list is brought up to date"
    )
    page.get_by_role("button", name="Rerun").click()
    page.get_by_label("At most").fill("20/s")
    assert visit.faults_of_access() == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Rerun 121 jobs").click()
    page.locator(".operation-working").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.locator(".operation-paused").wait_for()
    assert visit.faults_of_access() == []
    page.get_by_role("button", name="Undo").click()
    page.locator(".operation-undone").wait_for()
    made = "select count(*) from jobs.job where operation is not null and status <> 'cancelled'"
    assert site.value(made) == 0
    assert visit.refused() == []


def test_ticked_jobs_alone_are_meant(visit: Visit, site: Served) -> None:
    crowd(site, 3)
    page = visit.open("/jobs")
    for number in (0, 2):
        page.locator(".tick input[name=id]").nth(number).check()
    assert "or the 2 that are ticked, to" in page.locator("#ticked").inner_text()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete 2 jobs").click()
    page.get_by_role("heading", name="Delete 2 jobs").wait_for()
    assert site.value("select total from jobs.operation") == 2
    page.goto(f"{site.url}/jobs")
    page.locator("#tick-page").check()
    assert page.locator(".tick input[name=id]:checked").count() == 3


def test_it_works_without_script_and_says_what_is_wrong(site: Served) -> None:
    crowd(site, 2)
    form = site.page("/operations/new", kind="rerun", where="status=failed", all="1")
    assert "Rerun 2 jobs" in form
    assert "Rerun 2 jobs" in site.page("/operations/new", kind="rerun", status="failed", time="1h", all="1")
    assert site.page("/jobs/matching", status="failed") == "2"
    for query in ("&all=1&q=nothing", "", "&status=failed"):
        assert site.get(f"/operations/new?kind=rerun{query}").status_code == 404
    values = {"kind": "rerun", "where": "status=failed", "rate": "quick"}
    refused = site.submit("/operations", **values)
    assert (refused.status_code, "must be such as 10/s" in refused.text) == (422, True)
    taken = site.submit("/operations", **{**values, "rate": "10/s", "why": "<b>again</b>"})
    assert taken.status_code == 303
    path = taken.headers["location"]
    assert "&lt;b&gt;again&lt;/b&gt;" in site.page(path)
    assert "status=failed" in site.page("/operations")
    steered = site.submit(f"{path}/pause")
    assert (steered.status_code, steered.headers["location"]) == (303, path)
    until(lambda: site.value("select state from jobs.operation") == "paused")
    for path in (
        "/operations/new?kind=explode&where=status=failed",
        "/operations/new?kind=cancel&where=stat=x",
        "/operations/new?kind=delete&where=",
    ):
        assert site.get(path).status_code == 422
    assert site.get("/operations/0198c0de-0000-7000-8000-000000000001").status_code == 404
