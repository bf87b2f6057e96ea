"""What the tests of several jobs look for in their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support import evidence


@pytest.fixture
def evidence_of() -> Callable[[Any], Iterator[dict[str, Any]]]:
    """Every piece of evidence anywhere in a dumped model."""
    return evidence.evidence_of
