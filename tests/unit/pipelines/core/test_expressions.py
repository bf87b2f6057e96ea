"""Retry expressions: the part of expr-lang that templates may use, and nothing else."""

from __future__ import annotations

import pytest

from pipelines.core.expressions import evaluate
from steps.core.errors import ConfigurationError

LAST = {
    "lastRetry.exitCode": "75",
    "lastRetry.status": "Failed",
    "lastRetry.message": "",
    "lastRetry.duration": "3",
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("asInt(lastRetry.exitCode) == 75", True),
        ("!(asInt(lastRetry.exitCode) in [65, 78])", True),
        ("asInt(lastRetry.exitCode) in [75, -1, 137]", True),
        ("asInt(lastRetry.exitCode) != 75 || lastRetry.status == 'Failed'", True),
        ('asInt(lastRetry.exitCode) > 75 && lastRetry.status == "Failed"', False),
        ("asInt(lastRetry.duration) <= 3 and not false_is_a_name_we_do_not_know", None),
        ("lastRetry.exitCode not in ['65']", True),
        ("false", None),
    ],
)
def test_evaluate(expression: str, expected: bool | None) -> None:
    if expected is None:
        with pytest.raises(ConfigurationError):
            evaluate(expression, LAST)
    else:
        assert evaluate(expression, LAST) is expected


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('true')",
        "lastRetry.__class__",
        "lastRetry.unknown == ''",
        "1 < 2 < 3",
        "asInt(lastRetry.message) == 0",
        "asInt(1, 2)",
        "(",
        "lambda: 1",
        "[x for x in [1]]",
    ],
)
def test_everything_else_is_refused(expression: str) -> None:
    with pytest.raises(ConfigurationError, match="unsupported_expression"):
        evaluate(expression, LAST)
