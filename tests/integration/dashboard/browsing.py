"""Headless Chromium on the dashboard, with an ear for everything it complains about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

AXE = Path(__file__).with_name("axe.min.js")
# No sandbox, because tests run as root in containers; and no calls to anybody's servers.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds; a busy machine is no fault of the page
# Before anything of the page runs: count jumps, what the policy refused, and what the page asked for by itself.
WATCH = """
window.seen = {shift: 0, refused: [], asked: 0, loads: performance.getEntriesByType('navigation').length};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
document.addEventListener('securitypolicyviolation', (event) => window.seen.refused.push(event.violatedDirective));
document.addEventListener('htmx:finally:request', () => (window.seen.asked += 1));
"""


@contextmanager
def browser_of(path: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """`page` is Playwright's page; `complaints` is what the browser said on its console or threw."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(f"thrown: {error}"))
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        # Chromium reports a refused form (422) as an error; for us it is an answer.
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Any:
        self.page.goto(self.url + path)
        return self.page

    def live(self) -> Any:
        """Wait until the page follows the database, and has asked for what it may have missed at its beginning."""
        self.page.locator("#live[data-state=on]").wait_for()
        self.page.wait_for_function(
            "() => document.querySelector('[data-final]')"
            " || window.seen.asked >= document.querySelectorAll('[data-live]').length"
        )
        return self.page

    def refused(self) -> list[str]:
        """What the content security policy had to stop on this page."""
        found: list[str] = self.page.evaluate("window.seen.refused")
        return found

    def shift(self) -> float:
        """How much the layout jumped without the user's doing (CLS)."""
        return float(self.page.evaluate("window.seen.shift"))

    def faults_of_access(self) -> list[str]:
        """What axe finds, as `rule: place`."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{fault['id']}: {node['target']}" for fault in found["violations"] for node in fault["nodes"]
        ]


@contextmanager
def visiting(browser: Any, url: str, **context: Any) -> Iterator[Visit]:
    made = browser.new_context(**context)
    if context.get("java_script_enabled", True):
        made.add_init_script(WATCH)
    visit = Visit(made.new_page(), url)
    yield visit
    made.close()
    assert visit.complaints == []
