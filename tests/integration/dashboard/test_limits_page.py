"""The page of limits and those of each: what they tell, what their forms do, with mouse and without script."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.integration.dashboard.browsing import Visit, visiting
from tests.support.rows import JOB
from tests.support.serving import Served

CUSTOMER = {"name": "customer", "kind": "concurrent", "n": 2, "path": ["tenant"]}
OPENAI = {"name": "openai", "kind": "concurrent", "n": 25}
CALLS = {"name": "calls", "kind": "rate", "n": 100, "every": 60, "burst": 50}
WHY = '{"who": "ann", "why": "an incident that takes a sentence to tell", "until": "2099-01-31T14:00:00Z", "n": 7}'


@pytest.fixture
def limited(site: Served) -> Served:
    """Two customers with jobs at work and waiting."""
    site.execute("truncate jobs.pause, jobs.limit_override, jobs.share, jobs.gate")
    limits = [CUSTOMER, OPENAI, CALLS]
    told = {"limits": limits, "pipelines": {JOB: {"limits": [limit["name"] for limit in limits]}}}
    site.execute("select jobs.declare_limits(%s)", [Jsonb(told)])
    for customer in ("42", "42", "42", "42", "43", "a/b & <c>"):
        site.enqueue(options={"tenant": customer})
    site.claim(50)
    return site


def test_the_list_tells_places_waiting_holders_and_changes(limited: Served) -> None:
    limited.execute("select jobs.set_limit('openai', '*', %s)", [WHY])
    limited.execute("select jobs.pause_gate('customer', '42', %s)", [WHY])
    page = limited.page("/limits")
    for shown in (
        "2 each",
        "4 of 7",
        "set to 7",
        "by ann until",
        "an incident that takes",
        "1 key changed",
        "100 per min",
    ):
        assert shown in page, shown
    holder = limited.value(
        "select id::text from jobs.job where status = 'dispatched' order by dispatched_at limit 1"
    )
    assert f'href="/jobs/{holder}"' in page
    assert f'id="limit-{JOB}"' in page


def test_a_limit_is_set_and_cleared_with_its_form(limited: Served, visit: Visit) -> None:
    page = visit.open("/limits")
    page.get_by_role("link", name="openai", exact=True).click()
    page.get_by_label("At most so many at once").fill("3")
    page.locator("#set-until").select_option("2h")
    page.locator("#set-why").fill("their outage")
    page.get_by_role("button", name="Set", exact=True).click()
    page.get_by_text("set to 3", exact=True).wait_for()
    assert page.get_by_text("4 of 3").is_visible()
    assert page.get_by_text("set openai to 3 until").is_visible()
    assert limited.value("select n from jobs.limit_override where name = 'openai' and until > now()") == 3
    page.get_by_role("button", name="Clear openai").click()
    page.get_by_text("4 of 25").wait_for()
    assert limited.value("select count(*) from jobs.limit_override") == 0


def test_one_key_is_paused_and_resumed(limited: Served, visit: Visit) -> None:
    page = visit.open("/limits/customer")
    page.get_by_role("link", name="a/b & <c>").click()
    page.locator("#pause-why").fill("unpaid")
    page.get_by_role("button", name="Pause customer=a/b & <c>").click()
    page.get_by_text("paused", exact=True).wait_for()
    assert limited.value("select key from jobs.pause") == "a/b & <c>"
    page.get_by_role("button", name="Resume customer=a/b & <c>").click()
    page.get_by_role("button", name="Resume").wait_for(state="detached")
    assert limited.value("select count(*) from jobs.pause") == 0


def test_a_pipeline_is_paused_on_its_own_page(limited: Served, visit: Visit) -> None:
    page = visit.open(f"/pipelines/{JOB}")
    page.get_by_text("Pause this pipeline").click()
    page.locator("#pause-why").fill("a bad release")
    page.get_by_role("button", name=f"Pause {JOB}").click()
    page.get_by_role("button", name=f"Resume {JOB}").wait_for()
    assert "by local: a bad release" in page.locator(".change").inner_text()
    job_id = limited.enqueue(options={"tenant": "9"})
    assert limited.claim(50) == []
    limited.hold(1)
    page = visit.open(f"/jobs/{job_id}")
    assert page.get_by_text(f"{JOB} is paused by local: a bad release.").is_visible()
    limited.execute("select pg_advisory_unlock_all()")


def test_what_makes_no_sense_stands_beside_the_form(limited: Served) -> None:
    answer = limited.submit("/limits/openai/set", bound="many", why="x")
    assert answer.status_code == 422
    assert "n: is a number such as 20" in answer.text
    assert 'value="many"' in answer.text
    assert limited.submit("/limits/openai/pause", why=" ").status_code == 422
    assert limited.submit("/limits/nobody-has-this/pause", why="x").status_code == 404
    assert limited.submit("/limits/openai/explode", why="x").status_code == 404
    assert limited.get("/limits/nobody-has-this").status_code == 404


def test_the_page_follows_what_happens(limited: Served, visit: Visit) -> None:
    page = visit.open("/limits")
    page = visit.live()
    page.locator("#limit-openai").get_by_text("4 of 25").wait_for()
    [job_id] = limited.select("select id from jobs.job where status = 'dispatched' limit 1")
    limited.finish(job_id["id"])
    page.locator("#limit-openai").get_by_text("3 of 25").wait_for()


def test_keys_come_page_by_page(limited: Served) -> None:
    for number in range(120):
        limited.enqueue(options={"tenant": f"late-{number:03}"})
    page, seen = limited.page("/limits/customer"), set[str]()
    while True:
        seen |= {f"late-{number:03}" for number in range(120) if f"key=late-{number:03}" in page}
        if 'rel="next"' not in page:
            break
        page = limited.page(next_page(page))
    assert len(seen) == 120


def next_page(page: str) -> str:
    before = page.partition('" rel="next"')[0]
    return before.rpartition('href="')[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1600])
def test_they_are_accessible_and_fit(limited: Served, browser: Any, width: int, scheme: str) -> None:
    limited.execute("select jobs.set_limit('openai', '*', %s)", [WHY])
    limited.execute("select jobs.pause_gate('customer', '42', %s)", [WHY])
    limited.execute(f"select jobs.pause_gate('{JOB}', '*', %s)", [WHY])
    limited.execute("select jobs.set_weight('gold', 3)")
    size = {"width": width, "height": 900}
    with visiting(browser, limited.url, viewport=size, color_scheme=scheme) as visit:
        for path in (
            "/limits",
            "/limits/customer",
            "/limits/customer?key=42",
            "/limits/calls",
            f"/limits/{JOB}",
            f"/pipelines/{JOB}",
        ):
            page = visit.open(path)
            for summary in page.locator("main summary").all():
                summary.click()
            assert visit.faults_of_access() == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert visit.refused() == [], path


def test_without_script_forms_work(limited: Served, browser: Any) -> None:
    with visiting(browser, limited.url, java_script_enabled=False) as visit:
        page = visit.open("/limits/openai")
        page.locator("#pause-why").fill("x")
        page.get_by_role("button", name="Pause openai").click()
        assert page.get_by_role("button", name="Resume openai").is_visible()
