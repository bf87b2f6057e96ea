"""The dashboard in people's hands: mouse and keyboard, narrow and wide, light and dark, with and without script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from pipelines.core.settings import ControlSettings
from pipelines.operations.audit.origin import this_user
from pipelines.operations.tokens import make_token
from pipelines.server.app import create_app
from steps.core.settings import Settings
from tests.integration.dashboard.browsing import Visit, visiting
from tests.support.rows import JOB, PROCESS
from tests.support.serving import Served, running


@pytest.fixture
def busy(site: Served) -> dict[str, str]:
    """Jobs in several states, with what a long text does to a layout."""
    waiting = {"code": "not_ready", "message": "still working", "retryable": True}
    made = {
        "completed": site.completed(),
        "failed": site.failed(message="word " * 200),
        "running": site.running(),
    }
    made["waiting"] = site.running()
    site.end(made["waiting"], 1, error=waiting, status="waiting", exit_code=75)
    made["queued"] = site.enqueue(event_id="a-very-long-event-id-without-any-place-to-break-" * 4)
    site.client.post("/api/events", json={"name": f"jobs/{JOB}.requested", "data": {"text": ""}})
    return made


def paths(made: dict[str, str]) -> list[str]:
    jobs = [f"/jobs/{made[state]}" for state in ("failed", "running", "waiting", "queued")]
    tabs = [f"/jobs/{made['completed']}?tab={tab}" for tab in ("result", "input", "logs", "calls")]
    lists = ["/", "/jobs", "/events", "/events/rejected", "/system", "/none"]
    pipelines = [f"/pipelines/{JOB}", "/pipelines/expense-categorizer"]
    return [*lists, *pipelines, *jobs, *tabs, f"/events/one?id={made['completed']}"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1600])
def test_every_page_is_accessible_and_fits(
    site: Served, browser: Any, busy: dict[str, str], width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    with visiting(browser, site.url, viewport=size, color_scheme=scheme) as visit:
        for path in paths(busy):
            page = visit.open(path)
            if path == "/none":
                visit.complaints.clear()  # Chromium reports a 404 as an error
            for summary in page.locator("main summary").all():
                summary.click()
            assert visit.faults_of_access() == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert visit.refused() == [], path


def test_a_failed_job_is_understood_and_rerun_in_two_clicks(
    site: Served, busy: dict[str, str], visit: Visit
) -> None:
    page = visit.open("/")
    site.value(
        "select jobs.finish(%s, 'failed', %s)", busy["running"], '{"code": "model_refused", "message": "no"}'
    )
    page.reload()
    page.locator(f"#card-{JOB} .failing a").click()
    assert page.locator(".error .message").is_visible()
    assert page.get_by_text("What to do:").is_visible()


def test_the_newest_failure_leads_to_its_reason_and_a_rerun(site: Served, visit: Visit) -> None:
    failed = site.failed(code="provider_timeout", retryable=True)
    page = visit.open("/")
    page.get_by_role("link", name="Last job failed").click()
    assert page.get_by_role("heading", name="provider_timeout").is_visible()
    page.get_by_role("button", name=f"Rerun from {PROCESS}").click()
    page.wait_for_url(lambda url: "/jobs/" in url and failed not in url)
    assert page.locator("#step-validate-job").inner_text().endswith("kept")


def test_a_queued_job_is_cancelled(site: Served, visit: Visit) -> None:
    job_id = site.enqueue()
    visit.open(f"/jobs/{job_id}")
    page = visit.live()
    page.evaluate("window.stamp = 1")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Cancel").click()
    assert site.status(job_id) == "queued"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Cancel").click()
    page.locator("h1 .state-cancelled").wait_for()
    assert page.get_by_text("cancelled on request (local)").is_visible()
    assert page.evaluate("window.stamp === 1")
    assert site.status(job_id) == "cancelled"


def test_jobs_are_found_while_one_types(site: Served, busy: dict[str, str], visit: Visit) -> None:
    page = visit.open("/jobs")
    page.evaluate("window.stamp = 1")
    page.locator("[data-search]").press_sequentially("refused", delay=20)
    page.wait_for_function("() => document.querySelectorAll('tbody tr').length === 1")
    page.wait_for_url("**/jobs?q=refused")  # the page follows each letter, the address the last
    page.locator("[data-search]").fill("")
    page.get_by_role("radio", name="Active").check()
    page.wait_for_function("() => document.querySelectorAll('tbody tr').length === 3")
    page.wait_for_url("**/jobs?status=active")
    page.locator("select[name=pipeline]").select_option("gdpr-exporter")
    page.get_by_text("No job fits").wait_for()
    assert page.evaluate("window.stamp === 1")
    page.reload()
    assert page.locator("select[name=pipeline]").input_value() == "gdpr-exporter"
    page.locator("select[name=time]").select_option("own")
    assert page.locator("input[name=since]").is_visible()


def test_all_is_done_with_keys(site: Served, busy: dict[str, str], visit: Visit) -> None:
    page = visit.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("g")
    page.keyboard.press("j")
    page.wait_for_url("**/jobs")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    newest = page.locator("tbody tr").first.get_attribute("id").removeprefix("job-")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/jobs/{newest}")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.wait_for_url("**/jobs#search")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("g")
    assert page.locator("[data-search]").input_value() == "g"


def test_what_the_server_refuses_is_said(site: Served, visit: Visit) -> None:
    job_id = site.failed()
    visit.open(f"/jobs/{job_id}")
    page = visit.live()
    site.execute("delete from jobs.job where id = %s", [job_id])
    page.get_by_role("button", name="Rerun", exact=True).click()
    page.get_by_role("alert").get_by_text("there is no such job").wait_for()
    visit.complaints.clear()  # Chromium reports a 404 as an error


def test_with_tokens_the_token_is_the_password(
    browser: Any, database_url: str, home: Path, site: Served
) -> None:
    job_id = site.running()
    settings = Settings(database_url=SecretStr(database_url), home=home)
    secret, _ = make_token(site.connection, "watcher", ["read"], origin=this_user())
    login = {"username": "anybody", "password": secret}
    with (
        running(create_app(settings, ControlSettings(require_token=True))) as url,
        visiting(browser, url, http_credentials=login) as visit,
    ):
        visit.open(f"/jobs/{job_id}")
        page = visit.live()
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Cancel").click()
        page.get_by_role("alert").get_by_text("this token has no scope `operate`").wait_for()
        site.complete(job_id)
        page.locator("h1 .state-completed").wait_for()
        visit.complaints.clear()  # Chromium reports a 403 as an error


def test_tabs_change_without_reload_and_stand_in_the_address(
    site: Served, busy: dict[str, str], visit: Visit
) -> None:
    page = visit.open(f"/jobs/{busy['failed']}")
    page.evaluate("window.stamp = 1")
    page.get_by_role("link", name="Input").click()
    page.locator("#panel-input pre").wait_for()
    assert page.url.endswith("?tab=input")
    assert page.evaluate("window.stamp === 1")


def test_times_tell_their_exact_moment(site: Served, busy: dict[str, str], visit: Visit) -> None:
    page = visit.open("/jobs")
    time = page.locator("tbody time").first
    assert time.get_attribute("title").endswith(" UTC")
    time.hover()
    page.wait_for_function("() => !document.querySelector('tbody time').title.endsWith('.000 UTC')")


def test_without_script_everything_still_works(site: Served, browser: Any) -> None:
    job_id = site.enqueue()
    with visiting(browser, site.url, java_script_enabled=False) as visit:
        page = visit.open(f"/jobs/{job_id}")
        page.get_by_role("button", name="Cancel").click()
        assert page.locator("h1 .state-cancelled").is_visible()
        page.get_by_role("button", name="Rerun", exact=True).click()
        assert page.locator("h1 .state-queued").is_visible()
        page = visit.open("/")
        page.get_by_role("button", name=f"Send sample to {JOB}").click()
        assert page.locator("h1 .state-queued").is_visible()
        page = visit.open("/jobs")
        page.get_by_role("radio", name="Cancelled").check()
        page.get_by_role("button", name="Filter").click()
        assert page.locator("tbody tr").count() == 1
