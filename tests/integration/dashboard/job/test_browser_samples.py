"""The finished page of every sample, as `make screenshots` has them: nothing reaches out of it at any width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pipelines import PIPELINES
from tests.integration.dashboard.browsing import visiting
from tests.integration.dashboard.screenshots import asked, installation, wait


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with installation() as url:
        yield url


@pytest.fixture(scope="module")
def finished(url: str) -> dict[str, str]:
    """A finished job of every pipeline's sample."""
    made = {}
    for pipeline in PIPELINES:
        sample = asked(f"{url}/api/pipelines/{pipeline.name}/sample")
        [event] = asked(f"{url}/api/events", sample)["events"]
        made[pipeline.name] = str(event["job_id"])
    wait(url)
    assert {asked(f"{url}/api/jobs/{job_id}")["status"] for job_id in made.values()} == {"completed"}
    return made


# What reaches out of the window, and of a report's column, unless a box of its own scrolls it.
OUTSIDE = """() => {
  const boxed = (element) => {
    const at = element.parentElement;
    return Boolean(at) && (getComputedStyle(at).overflowX !== 'visible' || boxed(at));
  };
  const right = (element) => element.getBoundingClientRect().right;
  const limit = (element) => right(element.closest('.report') ?? document.querySelector('main'));
  return [...document.querySelectorAll('main *')]
    .filter((element) => element.getClientRects().length && !boxed(element) && right(element) > limit(element) + 1)
    .map((element) => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`);
}"""


@pytest.mark.parametrize("width", [400, 1024, 1600])
def test_the_finished_page_of_every_sample_fits(
    browser: Any, url: str, finished: dict[str, str], width: int
) -> None:
    with visiting(browser, url, viewport={"width": width, "height": 900}) as visit:
        for pipeline, job_id in finished.items():
            page = visit.open(f"/jobs/{job_id}")
            page.locator("article.report").wait_for()
            for summary in page.locator("main summary").all():
                summary.click()
            assert page.evaluate(OUTSIDE) == [], pipeline
            assert page.evaluate("document.documentElement.scrollWidth") <= width, pipeline
            room = page.locator(".result-main").bounding_box()["width"]
            assert page.locator("article.report").bounding_box()["width"] == pytest.approx(room), pipeline
            assert visit.faults_of_access() == [], pipeline
