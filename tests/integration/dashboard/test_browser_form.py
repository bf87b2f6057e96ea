"""The form that sends an event, in a real browser: faults beside their fields, JSON, and a file to upload."""

from __future__ import annotations

from pathlib import Path

from tests.integration.dashboard.browsing import Visit
from tests.support.rows import JOB
from tests.support.serving import Served


def test_faults_are_shown_beside_their_fields_without_reload(site: Served, visit: Visit) -> None:
    page = visit.open(f"/pipelines/{JOB}")
    page.evaluate("window.stamp = 1")
    page.locator("#field-source").fill("x" * 600)
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#fault-source").wait_for()
    assert page.evaluate("window.stamp === 1")
    assert page.evaluate("document.activeElement.id") == "faults"
    page.get_by_role("link", name="Source").click()
    assert page.evaluate("document.activeElement.id") == "field-source"
    page.locator("#field-source").fill("Paper")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("**/jobs/*")
    assert site.value("select data ->> 'source' from jobs.event") == "Paper"


def test_the_form_changes_between_fields_and_json(visit: Visit) -> None:
    page = visit.open(f"/pipelines/{JOB}")
    page.locator("#field-source").fill("Paper")
    page.get_by_role("button", name="As JSON").click()
    data = page.locator("#field-data")
    data.wait_for()
    assert '"source": "Paper"' in data.input_value()
    data.fill(data.input_value().replace("Paper", "Journal"))
    page.get_by_role("button", name="As fields").click()
    page.locator("#field-source").wait_for()
    assert page.locator("#field-source").input_value() == "Journal"


def test_a_file_is_uploaded_and_sent(site: Served, visit: Visit, tmp_path: Path) -> None:
    article = tmp_path / "ärticle.txt"
    article.write_text("A town\n\nwith news.", encoding="utf-8")
    page = visit.open(f"/pipelines/{JOB}?empty=1")
    page.locator("#field-document").set_input_files(article)
    page.get_by_text("ärticle.txt, stored").wait_for()
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("**/jobs/*")
    document = site.value("select data -> 'document' from jobs.event")
    assert document["name"] == "ärticle.txt"
    assert document["media_type"] == "text/plain"


def test_an_uploaded_file_is_taken_back(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("News.")
    page = visit.open(f"/pipelines/{JOB}?empty=1")
    page.locator("#field-document").set_input_files(tmp_path / "a.txt")
    page.get_by_role("button", name="Remove").click()
    assert page.locator("input[name=document]").input_value() == ""
    assert page.get_by_text("a.txt, stored").count() == 0
