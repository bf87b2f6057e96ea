"""A long contract whose step is killed between its windows: a rerun pays only for what is missing."""

from __future__ import annotations

import pytest

from steps.core.text.windows import tokens
from steps.process_contract_analyzer import WINDOW
from tests.integration.contracts.conftest import Contract


@pytest.fixture
def long(contract: Contract, text: str) -> Contract:
    """A job whose contract takes five windows."""
    paragraph = "{}. The mill keeps its saws sharp and its floors clean, and nobody is asked to do more than that.\n\n"
    schedule, number = "", 0
    while tokens(text + schedule) < 4.2 * WINDOW:
        number += 1
        schedule += paragraph.format(number)
    contract.new_job(f"{text}\n\n{schedule}")
    return contract


def test_killed_after_window_3_of_5_the_rerun_makes_it_5_in_all(long: Contract) -> None:
    assert long.apart(parallel=1, dies_after=3) == 9
    assert len(long.fingerprints) == 3
    assert long.apart() == 0
    assert len(long.fingerprints) == len(set(long.fingerprints)) == 5
    assert long.output["usage"]["requests"] == 5
    assert long.output["result"]["governing_law"] == "Minnesota"


def test_killed_with_windows_in_flight_none_that_was_recorded_is_asked_again(long: Contract) -> None:
    assert long.apart(parallel=4, dies_after=3) == 9
    recorded = "select count(*) from jobs.provider_call where job_id = %s and state = 'succeeded'"
    assert long.one(recorded) == 3
    assert long.apart(parallel=4) == 0
    assert len(set(long.fingerprints)) == 5
    repeated = len(long.fingerprints) - 5
    assert 0 <= repeated <= 2  # only the two that were not recorded can have been asked twice
