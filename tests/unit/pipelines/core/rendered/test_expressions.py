"""Retry expressions: the part of expr-lang that templates may use, and nothing else."""

from __future__ import annotations

import pytest

from pipelines.core.rendered.expressions import evaluate
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
        ("true", True),
        ("false", False),
        ("!false && !(1 == 2)", True),
        ("(lastRetry.status == 'Failed') == true", True),
        ("  1 == 1\n  && 2 == 2.0 ", True),
    ],
)
def test_evaluate(expression: str, expected: bool | None) -> None:
    if expected is None:
        with pytest.raises(ConfigurationError):
            evaluate(expression, LAST)
    else:
        assert evaluate(expression, LAST) is expected


@pytest.mark.parametrize(
    "message", ["a!b", "a && b", "a||b", "!", "not in", "it's", 'say "no"', "a\\b", "a\nb", "ä"]
)
def test_operators_inside_a_string_stay_text(message: str) -> None:
    last = {**LAST, "lastRetry.message": message}
    escaped = message.replace("\\", "\\\\").replace("\n", "\\n")
    for quote in ("'", '"'):
        text = quote + escaped.replace(quote, "\\" + quote) + quote
        assert evaluate(f"lastRetry.message == {text}", last)
        assert not evaluate(f"lastRetry.message != {text}", last)
        assert evaluate(f"lastRetry.message in ['x', {text}] && !(lastRetry.message=={text} && false)", last)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!true in []", False),  # (!true) in []
        ("not true in [false]", True),
        ("!true == false", True),
        ("true || false && false", True),
        ("false && true || true", True),
        ("!false || lastRetry.unknown == ''", True),  # the right side is not looked at
        ("true == 1", False),
        ("1 in [true]", False),
        ("'75' == 75", False),
    ],
)
def test_precedence_and_equality_are_those_of_expr_lang(expression: str, expected: bool) -> None:
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


@pytest.mark.parametrize(
    "expression",
    [
        "True",
        "None == None",
        "1 if true else 2",
        "lastRetry.status is 'Failed'",
        "~true",
        "1 == 1 # a comment",
        "r'a' == 'a'",
        "b'a' == 'a'",
        "f'{1}' == '1'",
        "'a' 'b' == 'ab'",
        "'''a''' == 'a'",
    ],
)
def test_what_only_python_knows_is_refused(expression: str) -> None:
    with pytest.raises(ConfigurationError, match="unsupported_expression"):
        evaluate(expression, LAST)


@pytest.mark.parametrize(
    "expression",
    [
        "'a' == 'a",
        r"'\d' == 'd'",
        "`a` == 'a'",
        "'Fail' in lastRetry.status",
        "lastRetry.status",
        "lastRetry.status && true",
        "!lastRetry.exitCode",
        "1",
        "",
        "(" * 2000 + "true" + ")" * 2000,
        "!" * 100_000 + "true",
    ],
)
def test_what_would_be_no_truth_in_argo_is_refused(expression: str) -> None:
    with pytest.raises(ConfigurationError, match="unsupported_expression"):
        evaluate(expression, LAST)
