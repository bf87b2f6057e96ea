"""`make screenshots`: real jobs of every pipeline on this machine, and pictures of them for the README."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines import PIPELINES
from pipelines.runtime.database import Database
from pipelines.runtime.local_stack import LocalStack
from pipelines.server.listening import listen, url_of
from steps.core.settings import Settings
from tests.integration.dashboard.browsing import browser_of

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "screenshots"
ROUNDS = 8
SECONDS = 180
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 400, "height": 860}
LOST = {"document": {"uri": "file:///gone/lease.pdf", "name": "lease.pdf"}}


@contextmanager
def installation() -> Iterator[str]:
    """The URL of a fresh installation with its own database."""
    home = Path(tempfile.mkdtemp(prefix="jobs-screenshots-"))
    listener = listen("127.0.0.1", 0)
    with Database(Settings(home=home)) as database, LocalStack(database, places=4, listener=listener):
        yield url_of(listener)
    shutil.rmtree(home, ignore_errors=True)


def asked(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data)) as answer:
        return json.load(answer)


def make_jobs(url: str) -> None:
    """Samples of every pipeline, round after round, and one that fails."""
    for number in range(ROUNDS):
        for pipeline in PIPELINES:
            sample = asked(f"{url}/api/pipelines/{pipeline.name}/sample")
            asked(f"{url}/api/events", {**sample, "id": f"{pipeline.name}-{number + 1}"})
            if number == 0:
                wait(url)
        wait(url)
    asked(
        f"{url}/api/events", {"name": "jobs/contract-analyzer.requested", "data": LOST, "id": "lease-2026-11"}
    )
    wait(url)


def wait(url: str) -> None:
    """Until all are final."""
    until = time.monotonic() + SECONDS
    while asked(f"{url}/api/jobs?status=queued&status=dispatched&status=running")["jobs"]:
        if time.monotonic() > until:
            raise SystemExit("the jobs did not end in time")
        time.sleep(0.2)


def newest(url: str, pipeline: str, status: str = "completed") -> str:
    return str(asked(f"{url}/api/jobs?pipeline={pipeline}&status={status}")["jobs"][0]["id"])


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("make screenshots needs Chromium (apt-get install chromium)")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with installation() as url, browser_of(chromium) as browser:
        make_jobs(url)
        take(browser, url, "pipelines", "/", WIDE, "light")
        speech = asked(f"{url}/api/events/one?id=speaker-separation-1")["jobs"][0]["id"]
        take(browser, url, "job", f"/jobs/{speech}", WIDE, "light", open_step="poll-speaker-separation")
        failed = newest(url, "contract-analyzer", "failed")
        take(browser, url, "failed-job", f"/jobs/{failed}", WIDE, "dark")
        take(browser, url, "jobs", "/jobs", WIDE, "dark")
        take(browser, url, "send", "/pipelines/news-analyzer", WIDE, "light")
        take(browser, url, "narrow", f"/jobs/{speech}", NARROW, "light")
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")


def take(
    browser: Any, url: str, name: str, path: str, size: dict[str, int], scheme: str, *, open_step: str = ""
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.goto(url + path)
    page.locator("#live[data-state=on]").wait_for()
    if open_step:
        page.locator(f"#step-{open_step} summary").click()
    page.wait_for_timeout(800)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
