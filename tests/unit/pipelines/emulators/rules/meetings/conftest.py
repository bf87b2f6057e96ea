"""The same document of our own that the step's tests use."""

from tests.unit.steps.meetings.conftest import assemble, heard, sample  # noqa: F401
