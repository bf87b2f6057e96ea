"""Texts that try to become script, in every place where people or providers may put text; seen by a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steps.core.storage.storage import Storage
from tests.integration.dashboard.browsing import Visit
from tests.support.rows import JOB, PROCESS, envelope
from tests.support.serving import Served

EVIL = (
    "</textarea></pre></script><script>window.pwned = 1</script><img src=x onerror='window.pwned = 2'>"
    '"><svg onload=window.pwned=3><a href="javascript:window.pwned=4" hx-get="/evil" hx-trigger="load">x</a>'
    "<style>body{display:none}</style>{{ 7 * 7 }}{% raw %}[x](javascript:window.pwned=5)"
    "<div hx-on:load='window.pwned=6'>"
)
LINKS = "[click](javascript:alert(1)) ![pixel](http://evil.example/x.png)"
REPORT = f"# {EVIL}\n\n{EVIL}\n\n{LINKS} <{EVIL}>\n\n| {EVIL} |\n|---|\n| {EVIL} |\n"


@pytest.fixture
def hostile(site: Served, home: Path) -> dict[str, str]:
    """Runs and events that are full of it."""
    failed = site.running(data={"text": EVIL}, event_id=EVIL[:200])
    log = json.dumps({"ts": EVIL, "level": EVIL, "event": EVIL, EVIL: EVIL}) + "\n" + EVIL
    error = {"code": EVIL, "message": EVIL, "step": EVIL, "attempt": 1, "retryable": True}
    site.end(failed, error=error, log=log)
    site.execute(
        "insert into jobs.provider_call (job_id, step, provider, fingerprint, state, error)"
        " values (%s, %s, %s, 'f', 'failed', %s)",
        [failed, EVIL, EVIL, json.dumps({"code": EVIL})],
    )
    site.value("select jobs.finish(%s, 'failed', %s)", failed, json.dumps(error))
    completed = site.running()
    storage = Storage((home.resolve() / "storage").as_uri())
    report = storage.put(f"jobs/{completed}/report.md", REPORT.encode(), media_type="text/markdown")
    check = {"code": EVIL, "passed": False, "severity": EVIL, "detail": EVIL}
    result = envelope(
        completed, engine=EVIL, engine_detail=EVIL, quality_note=EVIL, language=EVIL, warnings=[EVIL], checks=[check],
        artifacts={"report": report.model_dump(), EVIL: {"uri": EVIL, "media_type": EVIL}}, result={EVIL: EVIL},
    )  # fmt: skip
    site.complete(completed, result)
    site.client.post("/api/events", json={"name": EVIL, "data": {"text": EVIL}, "id": EVIL})
    return {"failed": failed, "completed": completed}


def test_hostile_text_stays_text(site: Served, hostile: dict[str, str], visit: Visit) -> None:
    tabs = ("result", "input", "logs", "calls")
    paths = ["/", "/jobs", "/events", "/events/rejected", "/system", f"/pipelines/{JOB}"]
    paths += [f"/jobs/{job_id}?tab={tab}" for job_id in hostile.values() for tab in tabs]
    paths.append(f"/pipelines/{JOB}?rerun_of={hostile['failed']}")
    for path in paths:
        page = visit.open(path)
        page.wait_for_timeout(150)
        assert page.evaluate("window.pwned") is None, path
        assert visit.refused() == [], path
        assert page.evaluate("getComputedStyle(document.body).display") != "none"
        assert page.locator("a[href^='javascript']").count() == 0, path
        assert page.locator("[hx-get='/evil'], img, iframe, object").count() == 0, path
        assert "49" not in page.title()


def test_hostile_text_is_shown_as_it_is(site: Served, hostile: dict[str, str], visit: Visit) -> None:
    page = visit.open(f"/jobs/{hostile['failed']}")
    assert page.locator(".message").inner_text() == EVIL
    page = visit.open(f"/jobs/{hostile['failed']}?tab=input")
    assert json.loads(page.locator("pre.code").inner_text())["text"] == EVIL
    page = visit.open(f"/pipelines/{JOB}?rerun_of={hostile['failed']}")
    assert page.locator("#field-text").input_value() == EVIL


def test_a_hostile_form_comes_back_as_text(site: Served, visit: Visit) -> None:
    page = visit.open(f"/pipelines/{JOB}?empty=1")
    page.locator("#field-source").fill(EVIL * 5)
    page.locator("#send button.primary").click()
    page.locator("#faults").wait_for()
    assert page.locator("#field-source").input_value() == EVIL * 5
    assert page.evaluate("window.pwned") is None
    assert visit.refused() == []


def test_a_search_is_shown_as_text(visit: Visit) -> None:
    page = visit.open("/jobs")
    page.locator("[data-search]").fill(EVIL[:150])
    page.get_by_text("No job fits").wait_for()
    page.reload()
    assert page.locator("[data-search]").input_value() == EVIL[:150]
    assert page.evaluate("window.pwned") is None


def test_hostile_text_comes_live_as_text(site: Served, visit: Visit) -> None:
    job_id = site.running()
    visit.open(f"/jobs/{job_id}")
    page = visit.live()
    site.fail(job_id, code="hostile", message=EVIL, step=PROCESS)
    page.locator(".message").wait_for()
    assert page.locator(".message").inner_text() == EVIL
    assert page.evaluate("window.pwned") is None
    assert visit.refused() == []
