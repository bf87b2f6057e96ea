"""Every page with jobs in every state: what it shows, and that it holds nothing that the policy forbids."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from pipelines.core.supervision.pulse import TaskState
from tests.support.rows import JOB, PROCESS
from tests.support.serving import Served

PATHS = ("/", f"/pipelines/{JOB}", "/jobs", "/events", "/events/rejected", "/system")


class Markup(HTMLParser):
    """Collects what a strict policy forbids, and every id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forbidden: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        inline = [name for name in known if name == "style" or name.startswith(("on", "hx-on"))]
        self.forbidden += [f"{tag} {name}" for name in inline]
        if tag == "style" or (tag == "script" and not (known.get("src") or "").startswith("/static/")):
            self.forbidden.append(tag)
        self.forbidden += [
            f"{tag} {url}" for name in ("src", "href") if "javascript:" in (url := known.get(name) or "")
        ]
        if known.get("id"):
            self.ids.append(str(known["id"]))


@pytest.fixture
def states(site: Served) -> dict[str, str]:
    """A job in every state."""
    made = {
        "queued": site.enqueue(),
        "later": site.enqueue(run_at="2099-01-01T00:00:00Z"),
        "running": site.running(),
        "completed": site.completed(),
        "failed": site.failed(),
        "cancelled": site.enqueue(),
    }
    error = '{"code": "cancelled", "message": "cancelled on request (local)", "step": null, "attempt": null}'
    site.value("select jobs.cancel(%s, %s)", made["cancelled"], error)
    return made


def test_every_page_answers_and_holds_no_inline_script_or_style(site: Served, states: dict[str, str]) -> None:
    tabs = ("", "?tab=input", "?tab=logs", "?tab=calls", "?tab=result")
    jobs = [f"/jobs/{job_id}{tab}" for job_id in states.values() for tab in tabs]
    for path in [
        *PATHS,
        *jobs,
        f"/events/one?id={states['queued']}",
        f"/pipelines/{JOB}?rerun_of={states['failed']}",
    ]:
        markup = Markup(site.page(path))
        assert markup.forbidden == [], path
        assert len(markup.ids) == len(set(markup.ids)), path


def test_the_policy_allows_our_own_files_only(site: Served) -> None:
    policy = site.client.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy


def test_pipelines_show_how_their_jobs_go(site: Served, states: dict[str, str]) -> None:
    page = site.page("/")
    assert f'href="/jobs/{states["failed"]}">Last job failed: <code>model_refused</code>' in page
    assert "50 %" in page
    assert re.search(r"<dt>active</dt><dd>3</dd>", page)
    assert page.count("<article") == 8


def test_pipelines_say_that_nobody_runs_jobs(site: Served) -> None:
    assert "Nobody runs jobs here now" in site.page("/")


def test_a_pipeline_shows_graph_schema_and_code(site: Served) -> None:
    page = site.page(f"/pipelines/{JOB}")
    for shown in (
        PROCESS,
        "up to 75 s, 3 retries",
        "always, at the end",
        "published_at",
        "Wikinews",
        "jobs.enqueue",
    ):
        assert shown in page


def test_jobs_show_where_each_one_stands(site: Served, states: dict[str, str]) -> None:
    page = site.page("/jobs")
    for job_id in states.values():
        assert f'href="/jobs/{job_id}"' in page
    assert "<code>model_refused</code> the model refused" in page
    assert f"<code>{PROCESS}</code>" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "active"}, {"queued", "later", "running"}),
        ({"status": "completed"}, {"completed"}),
        ({"status": "failed"}, {"failed"}),
        ({"status": "cancelled"}, {"cancelled"}),
        ({"pipeline": "gdpr-exporter"}, set()),
        ({"pipeline": JOB, "status": "failed", "time": "1h"}, {"failed"}),
        ({"q": "refused"}, {"failed"}),
        ({"q": "no such words"}, set()),
        ({"time": "own", "until": "2020-01-01T00:00"}, set()),
        ({"time": "own", "since": "2020-01-01T00:00", "status": "failed"}, {"failed"}),
    ],
)
def test_jobs_are_filtered(
    site: Served, states: dict[str, str], query: dict[str, str], found: set[str]
) -> None:
    page = site.page("/jobs", **query)
    assert {name for name, job_id in states.items() if f'id="job-{job_id}"' in page} == found
    if not found:
        assert "No job fits" in page


def test_a_job_is_found_by_the_beginning_of_its_id(site: Served, states: dict[str, str]) -> None:
    page = site.page("/jobs", q=states["failed"])
    assert [name for name, job_id in states.items() if f'id="job-{job_id}"' in page] == ["failed"]


def test_a_time_that_makes_no_sense_is_said(site: Served) -> None:
    assert "A time is written as" in site.page("/jobs", time="own", since="yesterday")


def test_old_jobs_come_page_by_page(site: Served) -> None:
    ids = [site.enqueue() for _ in range(120)]
    seen: list[str] = []
    path = "/jobs"
    while True:
        page = site.page(path)
        seen += re.findall(r'id="job-([0-9a-f-]+)"', page)
        older = re.search(r'href="(/jobs\?after=[0-9a-f-]+)" rel="next"', page)
        if older is None:
            break
        path = older[1]
    assert seen == sorted(ids, reverse=True)
    assert "Newest" in page


def test_old_events_come_page_by_page(site: Served) -> None:
    ids = {site.enqueue() for _ in range(120)}
    seen: list[str] = []
    path = "/events"
    while older := re.search(r'href="(/events\?after=[^"]+)" rel="next"', page := site.page(path)):
        seen += re.findall(r'<td class="what"><code>([0-9a-f-]+)</code>', page)
        path = older[1]
    seen += re.findall(r'<td class="what"><code>([0-9a-f-]+)</code>', page)
    assert len(seen) == 120
    assert set(seen) == ids


def test_an_event_shows_its_data_and_its_jobs(site: Served) -> None:
    job_id = site.enqueue(event_id="order/17 & more")
    page = site.page("/events/one", id="order/17 & more")
    assert "Words of an article." in page
    assert f'href="/jobs/{job_id}"' in page


def test_an_event_is_found_by_its_id(site: Served) -> None:
    page = site.page("/events")
    assert '<form action="/events/one"' in page
    assert 'name="id" required' in page


def test_refused_events_show_every_reason(site: Served) -> None:
    site.client.post("/api/events", json={"name": f"jobs/{JOB}.requested", "data": {"text": "", "source": 3}})
    page = site.page("/events/rejected")
    assert "data.text: must not be empty" in page
    assert "data.source: must be text" in page


def test_the_system_page_tells_queue_providers_and_breakers(site: Served, states: dict[str, str]) -> None:
    site.execute(
        "insert into jobs.breaker (provider, reason, open_until) values ('openai', 'no credit', now() + interval '1 h')"
    )
    page = site.page("/system")
    assert "openai is left alone until" in page
    assert "no key is set; jobs that need it fail" in page
    assert re.search(r"<dt>for later</dt><dd>1</dd>", page)
    assert re.search(r"argo running</dt><dd>1", page)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/jobs/no-id",
        "/jobs/01890000-0000-7000-8000-000000000000",
        "/pipelines/nobody",
        "/events/one?id=none",
        "/events?after=none",
    ],
)
def test_what_is_not_there_is_said_on_a_page(site: Served, path: str) -> None:
    answer = site.client.get(path)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>" in answer.text


def test_programs_get_problems_not_pages(site: Served) -> None:
    assert site.client.get("/api/jobs/none").headers["content-type"] == "application/problem+json"


def test_static_files_stay_in_the_browser_for_ever(site: Served) -> None:
    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', site.page("/"))
    assert len(links) == 7  # the icon, four sheets of style, htmx and the script
    for link in links:
        assert "immutable" in site.client.get(link).headers["cache-control"]
    assert site.client.get("/static/app.css").headers["cache-control"] == "no-cache"
    assert "immutable" not in site.client.get("/static/nothing.css?v=1").headers["cache-control"]


def test_the_system_page_tells_of_a_task_that_does_not_live(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    state = TaskState(
        name="live_feed", living=False, since=now, beat_at=None, restarts=3, error="DiskFull <53100>",
        error_at=now, down_seconds=31,
    )  # fmt: skip
    monkeypatch.setattr(site.app.state.services, "tasks", lambda: [state])
    page = site.page("/system")
    assert "The task live_feed has not lived for 31" in page
    assert "restarts: 3" in page
    assert "DiskFull &lt;53100&gt;" in page
    monkeypatch.setattr(site.app.state.services, "tasks", list)
    assert "has not lived" not in site.page("/system")
