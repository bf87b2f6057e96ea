"""invoice-processor under every fault of its model provider, through the runner: outcome, calls paid, what is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.samples.generators import invoice_sample as sample
from steps.core.errors import ExitCode
from tests.integration.invoices.conftest import Invoice
from tests.support.emulated import FAILING, PASSING


@pytest.mark.parametrize(
    ("faults", "calls"),
    PASSING,
)
def test_what_passes_ends_in_a_result(invoice: Invoice, faults: list[Any], calls: int) -> None:
    invoice.faults(*faults)
    assert invoice.attempt() == ExitCode.DONE
    assert (invoice.calls, invoice.output["usage"]["requests"]) == (calls, calls)
    assert invoice.output["result"]["totals"]["gross"] == sample.SUMS["gross"]
    assert invoice.output["result"]["needs_review"] is False


@pytest.mark.parametrize(
    ("faults", "calls", "exit_code", "code"),
    FAILING,
)
def test_what_does_not_pass_ends_with_its_code(
    invoice: Invoice, faults: list[Any], calls: int, exit_code: ExitCode, code: str
) -> None:
    invoice.faults(*faults)
    assert invoice.attempt() == exit_code
    assert (invoice.code, invoice.calls) == (code, calls)


def test_one_invented_quote_is_dropped_and_said(invoice: Invoice) -> None:
    invoice.faults({"kind": "invented_quote", "detail": 1})
    assert invoice.attempt() == ExitCode.DONE
    assert invoice.output["result"]["invoice_number"] is None
    assert "grounded" in invoice.failed
    assert "there is no invoice number" in invoice.output["result"]["review_reasons"]


def test_wrong_sums_give_way_to_the_printed_numbers(invoice: Invoice) -> None:
    invoice.faults("wrong_sum")
    assert invoice.attempt() == ExitCode.DONE
    result = invoice.output["result"]
    assert (result["totals"]["net"], result["totals"]["gross"]) == (sample.SUMS["net"], sample.SUMS["gross"])
    assert [line["line_total"] for line in result["lines"]] == [line[7] for line in sample.LINES]
    assert result["needs_review"] is True
    assert "numbers-as-printed" in invoice.failed


def test_empty_lists_are_a_valid_result(invoice: Invoice) -> None:
    invoice.faults("empty_lists")
    assert invoice.attempt() == ExitCode.DONE
    result = invoice.output["result"]
    assert (invoice.calls, result["lines"], result["tax_breakdown"]) == (1, [], [])
    assert result["totals"]["gross"] == sample.SUMS["gross"]


def test_a_hang_ends_with_the_steps_time_and_is_recorded_as_unknown(invoice: Invoice) -> None:
    invoice.faults("hang", "hang")
    assert invoice.attempt(seconds=2.5) == ExitCode.TEMPORARY
    assert invoice.calls <= 2
    assert invoice.one("select state from jobs.provider_call where job_id = %s") == "unknown"


def test_a_rerun_after_a_lost_attempt_pays_nothing(invoice: Invoice) -> None:
    assert invoice.attempt() == ExitCode.DONE
    first = invoice.output
    invoice.connection.execute("delete from jobs.output where job_id = %s", [invoice.job_id])
    assert invoice.attempt() == ExitCode.DONE
    assert (invoice.calls, invoice.output) == (1, first)


def test_xml_is_read_though_no_provider_can_answer(invoice: Invoice) -> None:
    invoice.new_job(sample.document({"factur-x.xml": sample.xml()}))
    invoice.faults("invalid_api_key")
    assert invoice.attempt(key="sk-unknown") == ExitCode.DONE
    assert invoice.calls == 0
    assert (invoice.output["engine"], invoice.output["result"]["extraction_method"]) == (
        "none",
        "embedded_xml",
    )


def test_neither_key_nor_invoice_is_logged(invoice: Invoice) -> None:
    assert invoice.attempt(key="sk-canary-0123456789abcdef") == ExitCode.CONFIGURATION
    rows = invoice.connection.execute(
        "select error, log from jobs.attempt where job_id = %s", [invoice.job_id]
    ).fetchall()
    kept = json.dumps(rows)
    assert "canary" not in kept
    assert "Lindenhof" not in kept
