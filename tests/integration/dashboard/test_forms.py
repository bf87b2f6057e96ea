"""What people send with the pages' forms, as a browser without script sends them."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.rows import JOB, PROCESS
from tests.support.serving import Served

FORM = f"/pipelines/{JOB}"


def sent(answer: object) -> str:
    """The job that the browser was led to."""
    assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
    return str(answer.headers["location"].rpartition("/")[2])  # type: ignore[attr-defined]


def test_a_sample_is_sent_with_one_click(site: Served) -> None:
    job_id = sent(site.submit(FORM, do="sample"))
    assert "Vellmar" in site.value("select data ->> 'text' from jobs.event where id = %s", job_id)


def test_the_form_holds_the_sample(site: Served) -> None:
    page = site.page(FORM)
    assert "Harbour town of Vellmar" in page
    assert 'value="2026-03-12"' in page
    form, code = site.page(FORM, empty="1").split('id="code-title"')
    assert "Harbour town of Vellmar" not in form
    assert "Harbour town of Vellmar" in code  # the lines to copy hold the sample all the same


def test_an_edited_event_is_sent(site: Served) -> None:
    text = "Line one\nLine <two> & \u00e4"
    job_id = sent(site.submit(FORM, text=text.replace("\n", "\r\n"), source="", published_at="2026-01-31"))
    data = site.value("select data from jobs.event where id = %s", job_id)
    assert data == {"text": text, "published_at": "2026-01-31"}


def test_every_fault_stands_beside_its_field(site: Served) -> None:
    answer = site.submit(FORM, text=" \n", source="x" * 600, published_at="31.1.2026")
    assert answer.status_code == 422
    page = answer.text
    assert re.search(r'id="fault-source">[^<]*at most 500 characters', page)
    assert re.search(r'id="fault-published_at">[^<]*must be a date such as 2026-01-31', page)
    assert re.search(r'id="field-source"[^>]*aria-invalid="true"', page)
    assert "x" * 600 in page
    none = site.submit(FORM, text="", document="").text
    assert re.search(r'id="fault-text">[^<]*exactly one of them is needed', none)
    assert re.search(r'id="fault-document">[^<]*exactly one of them is needed', none)
    assert site.value("select count(*) from jobs.event") == 0


def test_numbers_choices_and_ticks_become_json(site: Served) -> None:
    document = json.dumps({"uri": "file:///x", "name": "a.wav"})
    given = {"document": document, "speakers_expected": "2", "multichannel": "true", "delete_remote": ""}
    job_id = sent(site.submit("/pipelines/speaker-separation", **given))
    data = site.value("select data from jobs.event where id = %s", job_id)
    assert data == {
        "document": json.loads(document),
        "speakers_expected": 2,
        "multichannel": True,
        "delete_remote": False,
    }
    answer = site.submit("/pipelines/speaker-separation", document=document, speakers_expected="two")
    assert re.search(r'id="fault-speakers_expected">[^<]*must be a number', answer.text)


def test_lists_are_typed_as_json(site: Served) -> None:
    answer = site.submit("/pipelines/feedback-analyzer", items='[{"id": "1", "text": }]')
    assert re.search(r'id="fault-items">[^<]*is not JSON \(line 1, column 22\)', answer.text)
    answer = site.submit("/pipelines/feedback-analyzer", items='[{"id": "1", "text": ""}]')
    assert "items.0.text: must not be empty" in answer.text
    assert sent(site.submit("/pipelines/feedback-analyzer", items='[{"id": "1", "text": "Good."}]'))


def test_fields_become_json_and_back(site: Served) -> None:
    as_json = site.submit(FORM, text="Words", source="Paper", do="as_json").text
    assert '<textarea class="mono" id="field-data"' in as_json
    assert "&#34;source&#34;: &#34;Paper&#34;" in as_json
    as_fields = site.submit(FORM, data='{"text": "Words", "source": "Paper"}', do="as_fields").text
    assert re.search(r'name="source" value="Paper"', as_fields)
    assert "is not JSON" in site.submit(FORM, data="{", do="as_fields").text
    assert "must be a JSON object" in site.submit(FORM, data="[]").text
    job_id = sent(site.submit(FORM, data='{"text": "Words"}'))
    assert site.value("select data from jobs.event where id = %s", job_id) == {"text": "Words"}


def test_unknown_fields_are_kept_for_people_to_see(site: Served) -> None:
    answer = site.submit(FORM, data='{"text": "Words", "colour": "red"}')
    assert "colour: is not a known field" in answer.text
    assert (
        "&#34;red&#34;" in site.submit(FORM, data='{"text": "Words", "colour": "red"}', do="as_fields").text
    )


def test_options_are_part_of_the_event(site: Served) -> None:
    job_id = sent(site.submit(FORM, text="Words", id="my-key", run_at="2099-01-01T00:00", priority="3"))
    assert sent(site.submit(FORM, text="Other words", id="my-key")) == job_id
    query = "select event_id = 'my-key' and priority = 3 and run_at = '2099-01-01T00:00Z' from jobs.job where id = %s"
    assert site.value(query, job_id)
    assert "priority: must be at most 3" in site.submit(FORM, text="Words", priority="9").text


def test_a_taken_id_is_said(site: Served) -> None:
    site.enqueue(pipeline="gdpr-exporter", data={"subject_id": "1"}, event_id="taken")
    answer = site.submit(FORM, text="Words", id="taken")
    assert answer.status_code == 422
    assert "belongs to an event of another name" in answer.text


def test_an_event_larger_than_the_limit_is_refused_in_words(site: Served) -> None:
    answer = site.submit(FORM, text="\u00e4" * 480_000 + "word " * 40_000)
    assert answer.status_code == 422
    assert "at most 500,000 characters" in answer.text


def test_a_job_is_repeated_with_edited_data(site: Served) -> None:
    job_id = site.failed()
    path = f"{FORM}?rerun_of={job_id}"
    assert "Words of an article." in site.page(path)
    new_id = sent(site.submit(path, text="Better words."))
    assert site.value("select rerun_of::text from jobs.job where id = %s", new_id) == job_id
    assert f"/jobs/{new_id}" in site.page(f"/jobs/{job_id}")
    assert f"/jobs/{job_id}" in site.page(f"/jobs/{new_id}")
    assert "exactly one of them" in site.submit(path, text="").text


def test_a_job_is_repeated_from_a_step(site: Served) -> None:
    job_id = site.failed()
    new_id = sent(site.submit(f"/jobs/{job_id}/rerun", from_step=PROCESS))
    page = site.page(f"/jobs/{new_id}")
    assert re.search(r'id="step-validate-job">.*<span class="quiet">kept</span>', page)
    assert f"from {PROCESS}" in page


def test_a_job_that_goes_on_is_not_repeated(site: Served) -> None:
    answer = site.submit(f"/jobs/{site.running()}/rerun")
    assert answer.status_code == 409
    assert "the job is still running" in answer.text


def test_a_job_is_cancelled(site: Served) -> None:
    job_id = site.running()
    assert sent(site.submit(f"/jobs/{job_id}/cancel")) == job_id
    assert site.status(job_id) == "cancelled"
    page = site.page(f"/jobs/{job_id}")
    assert "cancelled on request (local)" in page
    assert site.submit(f"/jobs/{job_id}/cancel").status_code == 303
    assert site.submit("/jobs/01890000-0000-7000-8000-000000000000/cancel").status_code == 404


def test_a_script_is_answered_with_the_page(site: Served) -> None:
    job_id = site.running()
    answer = site.client.post(f"/jobs/{job_id}/cancel", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "state-cancelled" in answer.text
    answer = site.client.post(FORM, files={"text": (None, "Words")}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["hx-redirect"].startswith("/jobs/")


def test_an_event_is_sent_again(site: Served) -> None:
    job_id = site.failed()
    new_id = sent(site.submit("/events/again", id=job_id))
    assert new_id != job_id
    assert (
        site.value('select count(*) from jobs.event where data = \'{"text": "Words of an article."}\'') == 2
    )
    assert site.submit("/events/again", id="none").status_code == 404


@pytest.mark.parametrize("path", [FORM, "/events/again"])
def test_another_sites_page_may_not_send(site: Served, path: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = site.client.post(path, files={"text": (None, "Words")}, headers=headers)
        assert answer.status_code == 403
    assert site.value("select count(*) from jobs.event") == 0
