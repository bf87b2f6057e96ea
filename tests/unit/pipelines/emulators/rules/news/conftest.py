"""The same document of our own that the step's tests use."""

from tests.unit.steps.news.conftest import answer, assemble, named, text  # noqa: F401
