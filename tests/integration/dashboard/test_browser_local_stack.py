"""A whole installation as `bgjobs dev` runs it, used through the browser alone: nothing here is pretended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from pipelines.runtime.database import Database
from pipelines.runtime.local_stack import LocalStack
from pipelines.server.listening import listen, url_of
from steps.core.settings import Settings
from tests.integration.dashboard.browsing import Visit, visiting

ARTICLE = "Bridge opens\n\nThe town of Vellmar opened its new bridge on Monday, said Mayor Solveig Arnesen."


@pytest.fixture(scope="module")
def url(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(database_url=SecretStr(database_url), home=tmp_path_factory.mktemp("home"))
    listener = listen("127.0.0.1", 0)
    with Database(settings) as database, LocalStack(database, places=2, listener=listener):
        yield url_of(listener)


@pytest.fixture
def visit(browser: Any, url: str) -> Iterator[Visit]:
    with visiting(browser, url) as visit:
        yield visit


def send(visit: Visit) -> Any:
    """Fill the form and send it; the page is then that of the job, and marked."""
    page = visit.open("/pipelines/news-analyzer?empty=1")
    page.locator("#field-text").fill(ARTICLE)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("**/jobs/*")
    page.evaluate("window.stamp = 1")
    return page


def test_an_event_is_sent_and_its_job_watched_to_its_result(visit: Visit) -> None:
    page = send(visit)
    page.locator("h1 .state-completed").wait_for()
    page.locator("article.report h2").wait_for()
    assert page.locator("article.report h2").inner_text() == "Bridge opens"
    assert page.get_by_text("rules-1").first.is_visible()
    assert page.evaluate("window.stamp === 1")
    assert page.locator("#step-process-news-analyzer .bar-completed").count() == 1
    first = page.url
    page.locator("#step-process-news-analyzer summary").click()
    page.get_by_role("button", name="Rerun from here").click()
    page.wait_for_url(lambda url: "/jobs/" in url and url != first)
    page.locator("h1 .state-completed").wait_for()
    assert page.locator("#step-validate-job").inner_text().endswith("kept")
    assert page.get_by_text("from process-news-analyzer").is_visible()


def test_a_job_that_waits_for_a_provider_is_cancelled(visit: Visit) -> None:
    page = visit.open("/")
    page.get_by_role("button", name="Send sample to speaker-separation").click()
    page.wait_for_url("**/jobs/*")
    page.evaluate("window.stamp = 1")
    page.get_by_text("The next attempt comes").wait_for()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Cancel").click()
    page.locator("h1 .state-cancelled").wait_for()
    assert page.evaluate("window.stamp === 1")
    assert page.get_by_text("cancelled on request (local)").is_visible()


def test_why_a_job_failed_is_one_click_away_and_it_is_mended_in_the_form(visit: Visit) -> None:
    page = visit.open("/pipelines/contract-analyzer?empty=1")
    page.get_by_role("button", name="As JSON").click()
    page.locator("#field-data").fill('{"document": {"uri": "file:///etc/passwd"}}')
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("h1 .state-failed").wait_for()
    visit.open("/")
    page.locator("#card-contract-analyzer .failing a").click()
    assert page.get_by_role("heading", name="document_outside_storage").is_visible()
    page.locator(".error").get_by_role("link", name="Edit and rerun").click()
    page.locator("input[name=document]").wait_for(state="attached")
    page.get_by_role("button", name="Remove").click()
    page.locator("#field-text").fill(
        "This agreement between Acme Ltd and Beta GmbH ends on 31 December 2027."
    )
    page.get_by_role("button", name="Run again", exact=True).click()
    page.locator("h1 .state-completed").wait_for()
    assert page.get_by_text("Rerun of").is_visible()
