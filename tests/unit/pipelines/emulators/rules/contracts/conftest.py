"""The same document of our own that the step's tests use."""

from tests.unit.steps.contracts.conftest import answer, assemble, text, unit  # noqa: F401
