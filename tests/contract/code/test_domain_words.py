"""States are spelled in steps/core/status.py, errors are made of JobError, and every error's code has its advice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.operations.advice import ADVICE
from steps.core import status

WORDS = {*status.JobStatus, *status.AttemptStatus}
# Words of others that are spelled like ours: of the providers' APIs, of the ledger of calls, of people.
OTHERS = {
    "steps/core/status.py": WORDS,
    "steps/core/outcome.py": {"cancelled"},  # an error's code
    "steps/core/llm/client.py": {"completed", "failed"},  # OpenAI's; the ledger's
    "steps/core/llm/call_failures.py": {"failed"},  # OpenAI's
    "steps/core/llm/replies.py": {"completed"},  # OpenAI's
    "steps/core/postgres/ledger.py": {"failed"},  # the ledger's
    "steps/speech/submission.py": {"failed"},  # the ledger's
    "steps/speech/remote.py": {"queued"},  # AssemblyAI's
    "steps/poll_speaker_separation.py": {"completed"},  # AssemblyAI's
    "steps/process_speaker_separation.py": {"completed"},  # AssemblyAI's
    "pipelines/core/rendered/backoff.py": {"failed"},  # a message
    "pipelines/control/executors/local/pool.py": {"cancelled"},  # a message
    "pipelines/operations/advice.py": {"lost", "cancelled"},  # codes of errors
    "pipelines/server/pages/job/waterfall.py": {"waiting"},  # a row of the page
    "pipelines/commands/terminal/display.py": {"queued"},  # a column's heading
}
EMULATED = "pipelines/emulators/"  # speaks the providers' words only

RAISED = {"StepError", "TemporaryError", "NotReady", "PermanentError", "ConfigurationError"}
RAISED_BY = ("steps/", "pipelines/core/", "pipelines/control/")
WRITTEN_BY = {  # what else makes an error of a code and a sentence
    "steps/update_job_status.py": {"failed"},
    "steps/speech/remote.py": {"Failure"},
    "pipelines/control/reconciler/outcome.py": {"failed"},
    "pipelines/control/reconciler/decision.py": {"Settle"},
}
NO_CODES = {"ended", " "}  # a Settle by its Workflow's own end; the joint of a message


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
    built = [
        f"{name}:{node.lineno}"
        for name, module in product
        for node in ast.walk(module)
        if isinstance(node, ast.Dict)
        and {"code", "retryable"} <= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    ]
    assert not built


def code_of(call: ast.Call) -> ast.expr | None:
    if call.args:
        return call.args[0]
    return next((known.value for known in call.keywords if known.arg == "code"), None)


def raised(product: list[tuple[str, ast.Module]]) -> Iterator[tuple[str, str]]:
    """Each code that a step or the control plane gives an error, and where."""
    for name, module in product:
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            makes = called == "JobError" or called in WRITTEN_BY.get(name, set())
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
