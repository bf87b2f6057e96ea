"""contract-analyzer under the faults of its model provider, through the runner: outcome, calls, what is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from steps.core.errors import ExitCode
from tests.integration.contracts.conftest import Contract
from tests.support.emulated import FAILING, PASSING


@pytest.mark.parametrize(
    ("faults", "calls"),
    PASSING,
)
def test_what_passes_ends_in_a_result(contract: Contract, faults: list[Any], calls: int) -> None:
    contract.faults(*faults)
    assert contract.attempt() == ExitCode.DONE
    assert len(contract.fingerprints) == calls
    result = contract.output
    assert result["usage"]["requests"] == calls
    assert result["result"]["governing_law"] == "Minnesota"
    assert (result["engine"], result["quality_note"] is not None) == ("rules", True)


@pytest.mark.parametrize(
    ("faults", "calls", "exit_code", "code"),
    FAILING,
)
def test_what_does_not_pass_ends_with_its_code(
    contract: Contract, faults: list[Any], calls: int, exit_code: ExitCode, code: str
) -> None:
    contract.faults(*faults)
    assert contract.attempt() == exit_code
    assert (contract.code, len(contract.fingerprints)) == (code, calls)


def test_one_invented_quote_is_dropped_and_said(contract: Contract) -> None:
    contract.faults({"kind": "invented_quote", "detail": 1})
    assert contract.attempt() == ExitCode.DONE
    assert len(contract.fingerprints) == 1
    assert any("dropped" in warning for warning in contract.output["warnings"])


def test_sums_that_their_quotes_do_not_say_are_not_believed(contract: Contract) -> None:
    assert contract.attempt() == ExitCode.DONE
    printed = {one["amount"] for one in contract.output["result"]["monetary_terms"]}
    contract.new_job(contract_text(contract))
    contract.faults("wrong_sum")
    if contract.attempt() == ExitCode.DONE:
        assert {one["amount"] for one in contract.output["result"]["monetary_terms"]} <= printed
    else:
        assert contract.code == "ungrounded"


def contract_text(contract: Contract) -> str:
    query = "select e.data ->> 'text' from jobs.job j join jobs.event e on e.id = j.event_id where j.id = %s"
    return str(contract.one(query))


def test_empty_lists_are_a_valid_result(contract: Contract) -> None:
    contract.faults("empty_lists")
    assert contract.attempt() == ExitCode.DONE
    result = contract.output["result"]
    assert (result["parties"], result["monetary_terms"]) == ([], [])
    assert any("parties_found" in warning for warning in contract.output["warnings"])
