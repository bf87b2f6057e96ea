"""The pages of schedules, with script and without, wide and narrow, light and dark."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.integration.dashboard.browsing import Visit, visiting

DATA = '{"text": "Words."}'
NIGHTLY = {
    "name": "nightly",
    "pipeline": "news-analyzer",
    "cron": "0 3 * * *",
    "tz": "Europe/Berlin",
    "data": DATA,
}
PICTURES = os.environ.get("JOBS_PICTURES")  # a folder, for whoever wants to look


@pytest.fixture(autouse=True)
def none_yet(site: Any) -> None:
    site.execute("truncate jobs.schedule")


def test_a_form_sets_a_schedule_and_leads_to_it(site: Any) -> None:
    answer = site.submit("/schedules", **NIGHTLY, at_most="3", tags="region=eu, kind=trial")
    assert (answer.status_code, answer.headers["location"]) == (303, "/schedules/nightly")
    page = site.page("/schedules/nightly")
    for told in ("Europe/Berlin", "region=eu", "at most 3", "03:00", 'value="0 3 * * *"'):
        assert told in page
    assert page.count("<li><span>") == 10
    assert "nightly" in site.page("/schedules")


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(site: Any) -> None:
    answer = site.submit("/schedules", **{**NIGHTLY, "cron": "61 * * * *", "data": "{"}, tags="<b>")
    assert answer.status_code == 422
    assert "2 things are wrong" in answer.text
    assert 'value="61 * * * *"' in answer.text
    answer = site.submit("/schedules", **{**NIGHTLY, "cron": "61 * * * *", "at_most": "many"})
    assert "is not valid: the field minute" in answer.text
    assert "must be a whole number" in answer.text
    assert site.value("select count(*) from jobs.schedule") == 0


def test_buttons_pause_resume_run_and_remove(site: Any) -> None:
    site.submit("/schedules", **{**NIGHTLY, "name": "done-to"})
    site.submit("/schedules/done-to/pause", why="the <provider> is down")
    assert "the &lt;provider&gt; is down" in site.page("/schedules/done-to")
    site.submit("/schedules/done-to/resume")
    assert "is not sent" not in site.page("/schedules/done-to")
    answer = site.submit("/schedules/done-to/run")
    assert answer.headers["location"].startswith("/jobs/")
    assert "schedule run by local" in site.page(answer.headers["location"])
    assert site.submit("/schedules/done-to/remove").headers["location"] == "/schedules"
    assert site.get("/schedules/done-to").status_code == 404
    assert site.submit("/schedules/done-to/pause").status_code == 404
    doors = site.execute("select act, door from jobs.audit where subject = 'done-to' order by id").fetchall()
    names = ("set", "paused", "resumed", "run", "removed")
    assert doors == [(f"schedule_{name}", "page") for name in names]


def test_a_pipelines_page_leads_to_a_form_with_its_sample(site: Any) -> None:
    assert "/schedules?pipeline=news-analyzer" in site.page("/pipelines/news-analyzer")
    assert "<option selected>news-analyzer</option>" in site.page("/schedules", pipeline="news-analyzer")


def some(site: Any) -> None:
    site.submit("/schedules", **NIGHTLY)
    site.submit(
        "/schedules",
        **{**NIGHTLY, "name": "hourly-with-a-long-name", "cron": "", "tz": "UTC"},
        every="1h",
        jitter="5m",
    )
    site.submit("/schedules", **{**NIGHTLY, "name": "weekly"})
    site.submit("/schedules/weekly/pause", why="maintenance")
    site.execute(
        "update jobs.schedule set error = 'data.text: is required', missed = 12, sent = 30 where name like 'hourly%'"
    )


def test_a_person_sets_pauses_and_reads_a_schedule_in_a_browser(site: Any, visit: Visit) -> None:
    page = visit.open("/schedules")
    page.locator("#field-name").fill("nightly")
    page.locator("#field-cron").fill("0 25 * * *")
    page.locator("#field-pipeline").select_option("news-analyzer")
    page.locator("#field-data").fill(DATA)
    page.get_by_role("button", name="Set").click()
    page.get_by_text("is not valid: the field hour").first.wait_for()
    assert page.locator("#field-name").input_value() == "nightly"
    page.locator("#field-cron").fill("0 3 * * *")
    page.get_by_role("button", name="Set").click()
    page.wait_for_url("**/schedules/nightly")
    page.get_by_role("button", name="Pause").first.click()
    page.get_by_text("is not sent").wait_for()
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Pause").first.wait_for()
    assert visit.refused() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1600])
def test_the_pages_fit_and_everybody_can_read_them(site: Any, browser: Any, scheme: str, width: int) -> None:
    some(site)
    with visiting(browser, site.url, color_scheme=scheme, viewport={"width": width, "height": 900}) as visit:
        for path in (
            "/schedules",
            "/schedules/hourly-with-a-long-name",
            "/schedules/weekly",
            "/schedules?pipeline=gdpr-exporter",
        ):
            page = visit.open(path)
            visit.live()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert visit.faults_of_access() == []
            if PICTURES:
                name = f"{path.strip('/').replace('/', '-').replace('?', '-')}-{width}-{scheme}.png"
                page.screenshot(path=Path(PICTURES) / name, full_page=True)
