"""States are spelled in steps/core/status.py, errors are made of JobError, and every error's code has its advice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.commands.documentation.codes import NO_CODES, WRITTEN_BY, code_of
from pipelines.operations.advice import ADVICE
from steps.core import status

WORDS = {*status.JobStatus, *status.AttemptStatus}
# Words of others that are spelled like ours: of the providers' APIs, of the ledger of calls, of people.
OTHERS = {
    "steps/core/status.py": WORDS,
    "steps/core/outcome.py": {"cancelled", "skipped"},  # codes of errors
    "pipelines/operations/runbooks.py": {"lost"},  # an error's code
    "steps/core/llm/calls.py": {"completed", "failed"},  # OpenAI's; the ledger's
    "steps/core/llm/chat_replies.py": {"completed", "failed", "cancelled"},  # OpenAI's
    "steps/core/llm/provider/call_failures.py": {"failed"},  # OpenAI's
    "steps/core/llm/replies.py": {"completed"},  # OpenAI's
    "steps/core/postgres/ledger.py": {"failed"},  # the ledger's
    "steps/speech/submission.py": {"failed"},  # the ledger's
    "steps/speech/remote.py": {"queued"},  # AssemblyAI's
    "steps/poll_speaker_separation.py": {"completed"},  # AssemblyAI's
    "steps/process_speaker_separation.py": {"completed"},  # AssemblyAI's
    "pipelines/core/rendered/backoff.py": {"failed"},  # a message
    "pipelines/control/executors/local/chain.py": {"cancelled"},  # a message
    "pipelines/operations/advice.py": {"lost", "cancelled", "skipped"},  # codes of errors
    "pipelines/operations/gates/gate_list.py": {"waiting"},  # a field of what is told
    "pipelines/commands/gates/limits_command.py": {"waiting"},  # a column's heading
    "pipelines/server/pages/job/waterfall.py": {"waiting"},  # a row of the page
    "pipelines/commands/documentation/codes.py": {"failed"},  # functions
    "pipelines/commands/terminal/display.py": {"queued"},  # a column's heading
}
EMULATED = "pipelines/emulators/"  # speaks the providers' words only

# Records of a code and a sentence that are no JobError: those of others, and one place for each of our own.
BUILT_BY_HAND = {
    "pipelines/control/executors/local/worker_handle.py": "a worker's answer: the exit code of its process",
    "pipelines/control/executors/local/worker.py": "a worker's answer: the exit code of its step",
    "pipelines/emulators/openai_errors.py": "OpenAI's",
    "pipelines/emulators/openai_response.py": "OpenAI's",
    "steps/core/logs/exceptions.py": "fields of a log line",
    "steps/core/postgres/ledger.py": "the ledger's",
}

RAISED = {"StepError", "TemporaryError", "NotReady", "Unavailable", "PermanentError", "ConfigurationError"}
RAISED_BY = ("steps/", "pipelines/core/", "pipelines/control/")


@pytest.fixture
def product(root: Path) -> list[tuple[str, ast.Module]]:
    paths = [path for top in ("pipelines", "steps") for path in sorted((root / top).rglob("*.py"))]
    return [
        (path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths
    ]


def texts(node: ast.AST) -> Iterator[ast.Constant]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part


def test_no_status_is_spelled_by_hand(product: list[tuple[str, ast.Module]]) -> None:
    spelled = [
        f"{name}:{text.lineno}: {text.value!r}"
        for name, module in product
        if not name.startswith(EMULATED)
        for text in texts(module)
        if text.value in WORDS - OTHERS.get(name, set())
    ]
    assert not spelled


def test_no_exception_is_left_over(product: list[tuple[str, ast.Module]]) -> None:
    spelled = {name: {text.value for text in texts(module)} for name, module in product}
    assert not {name: words - spelled[name] for name, words in OTHERS.items() if words - spelled[name]}


def test_no_error_record_is_built_by_hand(product: list[tuple[str, ast.Module]]) -> None:
    built: dict[str, list[int]] = {}
    for name, module in product:
        for node in (node for node in ast.walk(module) if isinstance(node, ast.Dict)):
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            assert not {"code", "retryable"} <= keys, f"{name}:{node.lineno}"
            if {"code", "message"} <= keys:
                built.setdefault(name, []).append(node.lineno)
    assert set(built) == set(BUILT_BY_HAND), built


def raised(product: list[tuple[str, ast.Module]]) -> Iterator[tuple[str, str]]:
    """Each code that a step or the control plane gives an error, and where."""
    for name, module in product:
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            makes = called == "JobError" or (name, called) in WRITTEN_BY
            makes = makes or (called in RAISED and name.startswith(RAISED_BY))
            code = code_of(call) if makes else None
            for text in texts(code) if code is not None else ():
                yield str(text.value), f"{name}:{text.lineno}"


def test_every_code_of_an_error_has_its_advice(product: list[tuple[str, ast.Module]]) -> None:
    found = [(code, place) for code, place in raised(product) if code not in NO_CODES]
    assert len({code for code, _ in found}) > 80
    assert not [f"{place}: {code} has no advice" for code, place in found if code not in ADVICE]


def test_no_advice_is_left_over(product: list[tuple[str, ast.Module]]) -> None:
    """An advice is for a code that stands somewhere in the code, or in the functions of the schema."""
    known = {text.value for name, module in product if "advice" not in name for text in texts(module)}
    assert not set(ADVICE) - known
