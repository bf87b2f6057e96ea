"""What must be refused, by the code of its error."""

from __future__ import annotations

import pytest

from steps.core.errors import StepError


def refused(code: str) -> pytest.RaisesExc[StepError]:
    """`with refused("code"):` the block raises a StepError with this code."""
    return pytest.raises(StepError, check=lambda error: error.code == code)
