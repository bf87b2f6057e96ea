"""What becomes of a record that is there, gone, somebody else's or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest

from pipelines.control.recorder.record_writer import Written, end, write
from pipelines.control.recorder.recorded_workflow import Record, record_of
from pipelines.control.workflows import Workflows
from pipelines.core.rendered.graph import templates
from steps.core.errors import ConfigurationError, PermanentError, TemporaryError
from tests.unit.pipelines.control.recorder.recorded import PIPELINE, WORKFLOW, recorded


class FakeWorkflows:
    """Knows names alone. `error`: what every patch and create raises."""

    def __init__(self, *names: str, error: Exception | None = None) -> None:
        self.names, self.error = set(names), error

    def create(self, workflow: Mapping[str, Any]) -> bool:
        if self.error:
            raise self.error
        name = workflow["metadata"]["name"]
        created = name not in self.names
        self.names.add(name)
        return created

    def patch(self, name: str, operations: Sequence[Any]) -> bool:
        assert operations
        if self.error:
            raise self.error
        return name in self.names


def record() -> Record:
    return record_of(recorded(), templates()[PIPELINE])


def written(fake: FakeWorkflows, *, there: bool, ended: bool = False) -> Written:
    return write(cast(Workflows, fake), record(), there=there, ended=ended)


def test_one_that_is_new_is_created() -> None:
    fake = FakeWorkflows()
    assert written(fake, there=False) == Written.DONE
    assert fake.names == {WORKFLOW}


def test_one_that_somebody_made_before_he_died_is_updated() -> None:
    assert written(FakeWorkflows(WORKFLOW), there=False) == Written.DONE


def test_one_that_was_deleted_comes_back_only_at_the_end() -> None:
    assert written(FakeWorkflows(), there=True) == Written.GONE
    assert written(FakeWorkflows(), there=True, ended=True) == Written.DONE


def test_what_the_cluster_refuses_is_refused() -> None:
    refusing = FakeWorkflows(error=PermanentError("workflow_refused", "no"))
    assert {written(refusing, there=there) for there in (True, False)} == {Written.REFUSED}
    end(cast(Workflows, refusing), WORKFLOW)


@pytest.mark.parametrize(
    "error", [TemporaryError("cluster_unavailable", "away"), ConfigurationError("no_argo", "none")]
)
def test_a_cluster_that_is_away_or_refuses_us_is_an_error(error: Exception) -> None:
    for there in (True, False):
        with pytest.raises(type(error)):
            written(FakeWorkflows(error=error), there=there)
    with pytest.raises(type(error)):
        end(cast(Workflows, FakeWorkflows(error=error)), WORKFLOW)
