"""The error tree decides retries by exit code, and nothing else does."""

from __future__ import annotations

import inspect
import pickle

import pytest

from steps.core import errors
from steps.core.errors import (
    ConfigurationError,
    ExitCode,
    NotReady,
    PermanentError,
    StepError,
    TemporaryError,
    exit_code_of,
)

TREE = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, StepError)]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TemporaryError("x", "y"), 75),
        (NotReady("x", "y"), 75),
        (PermanentError("x", "y"), 65),
        (ConfigurationError("x", "y"), 78),
        (ValueError("x"), 75),
        (KeyboardInterrupt(), 75),
        (MemoryError(), 75),
    ],
)
def test_exit_code(error: BaseException, code: int) -> None:
    assert exit_code_of(error) == code


def test_every_error_of_ours_is_drawn_in_the_docstring() -> None:
    assert errors.__doc__ is not None
    assert [cls.__name__ for cls in TREE if cls.__name__ not in errors.__doc__] == []


def test_trying_again_is_decided_by_the_two_words_alone() -> None:
    for cls in TREE:
        assert not (issubclass(cls, TemporaryError) and issubclass(cls, PermanentError))
        assert (exit_code_of(cls("x", "y")) == ExitCode.TEMPORARY) is not issubclass(cls, PermanentError)


def test_argos_own_code_is_never_used() -> None:
    assert 64 not in list(ExitCode)
    assert len(set(ExitCode)) == len(ExitCode)


def test_error_tells_program_and_person() -> None:
    error = TemporaryError("rate_limit", "the provider asks to wait", retry_after=1.5)
    assert (error.code, error.message, error.retry_after) == ("rate_limit", "the provider asks to wait", 1.5)
    assert str(error) == "rate_limit: the provider asks to wait"
    assert TemporaryError("x", "y").retry_after is None


def test_wait_survives_too() -> None:
    assert pickle.loads(pickle.dumps(TemporaryError("x", "y", retry_after=2))).retry_after == 2


@pytest.mark.parametrize("cls", TREE)
def test_error_survives_the_way_out_of_a_worker_process(cls: type[StepError]) -> None:
    error = pickle.loads(pickle.dumps(cls("rate_limit", "wait")))
    assert (type(error), error.code, error.message, str(error)) == (
        cls,
        "rate_limit",
        "wait",
        "rate_limit: wait",
    )
