"""The tables of exit codes and error codes, from the code that raises them and the advice for operators."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.commands.documentation.blocks import WRITTEN, code, table
from pipelines.operations.advice import ADVICE, advice
from steps.core.errors import ExitCode
from steps.core.outcome import UNEXPECTED, JobError

ROOT = Path(__file__).resolve().parents[3]
CLASSES = {
    "PermanentError": "permanent",
    "TemporaryError": "temporary",
    "NotReady": "temporary",
    "Unavailable": "unavailable",
    "ConfigurationError": "configuration",
}
WRITTEN_BY = {  # by file and call: what else makes an error of a code and a sentence, and that error's nature
    ("steps/speech/remote.py", "Failure"): "permanent",  # process-speaker-separation raises it
    ("steps/update_job_status.py", "JobError"): "exit handler",
    ("steps/update_job_status.py", "failed"): "exit handler",
    ("pipelines/control/dispatcher.py", "JobError"): "control plane",
    ("pipelines/control/reconciler/outcome.py", "failed"): "control plane",
    ("pipelines/control/reconciler/decision.py", "Settle"): "control plane",
}
CHOSEN_BY = {  # by file and function: what answers with a code alone
    ("pipelines/control/exit_reason.py", "_code"): "control plane",
}
NO_CODES = {"ended", " "}  # a Settle by its Workflow's own end; the joint of a message
NATURES: Mapping[str, tuple[bool, int]] = {  # retryable, exit code
    "permanent": (False, ExitCode.PERMANENT),
    "temporary": (True, ExitCode.TEMPORARY),
    "unavailable": (True, ExitCode.TEMPORARY),
    "configuration": (False, ExitCode.CONFIGURATION),
    "control plane": (True, ExitCode.TEMPORARY),
    "exit handler": (True, ExitCode.TEMPORARY),
}
EXITS = {
    ExitCode.DONE: ("done", "the next step starts"),
    ExitCode.PERMANENT: ("permanent error: the input, or one of our rules", "not retried; the job fails"),
    ExitCode.TEMPORARY: ("temporary error, or a poll step whose provider is not ready", "retried"),
    ExitCode.CONFIGURATION: ("configuration error: an operator must act", "not retried; the job fails"),
}
COMMAND = (
    ("0", "done; with `--wait`, `--follow` or `run`: the job completed"),
    (
        "1",
        "the job failed, or something could not be done now (PostgreSQL does not answer, the disk is full)",
    ),
    ("2", "an argument, the event or a setting is wrong"),
    ("130", "Ctrl-C; with `--wait` and `--follow` the job goes on, and the command says how to look again"),
    ("141", "whoever read the output, such as `head`, has gone"),
)
INTRODUCTION = """\
A job's `error.code`, and the code that a command or a log line names. `temporary` errors are retried, `permanent` and
`configuration` errors are not; `unavailable` stands for what every job runs on, and a job that meets it waits without
using up a retry; those of the `exit handler` end a job whose steps left no error of their own, and those
of the `control plane` are recorded by dispatcher, executor or reconciler for a step that could not."""
UNKNOWN = """\
Any other code counts as temporary: a process that was killed leaves none of its own. 64 is never used, because
Argo's own executor uses it."""


def exit_codes_page() -> str:
    steps = table(
        ("code", "meaning", "what Argo and the local executor do"),
        [(str(int(number)), EXITS[number][0], EXITS[number][1]) for number in ExitCode],
    )
    return (
        f"{WRITTEN}\n# Exit codes\n\n## Of a step (`python -m steps`)\n{steps}\n\n{UNKNOWN}\n\n"
        f"## Of the command `bgjobs`\n{table(('code', 'meaning'), COMMAND)}\n"
    )


def error_codes_page() -> str:
    raised = codes_raised(ROOT)
    rows = [
        (code(name), nature, ", ".join(map(code, sorted(folders))), _advice(name, nature))
        for name in sorted(raised.keys() | ADVICE.keys())
        for nature, folders in sorted(raised.get(name, {"control plane": set()}).items())
    ]
    http = [
        (code(name), ", ".join(sorted(statuses))) for name, statuses in sorted(problems_raised(ROOT).items())
    ]
    return (
        f"{WRITTEN}\n# Error codes\n\n{INTRODUCTION}\n\n"
        f"{table(('code', 'nature', 'raised in', 'what to do'), rows)}\n\n"
        "## Of the HTTP API\nThe `code` of `application/problem+json`; the `detail` beside it says what is wrong.\n\n"
        f"{table(('code', 'HTTP status'), http)}\n"
    )


def _advice(name: str, nature: str) -> str:
    retryable, exit_code = NATURES[nature]
    return advice(JobError(code=name, message="", retryable=retryable), exit_code).text


def codes_raised(root: Path) -> dict[str, dict[str, set[str]]]:
    """By code and nature: the folders whose files raise or write it with a literal code."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (file, function), chosen in CHOSEN_BY.items():
        for name in _answers(root / file, function):
            found[name][chosen].add(Path(file).parent.as_posix())
    for path, call in _calls(root):
        called = _name(call.func)
        written = WRITTEN_BY.get((path.relative_to(root).as_posix(), called))
        if (nature := written or CLASSES.get(called)) and (name := _literal(code_of(call))) not in {
            "",
            *NO_CODES,
        }:
            found[name][nature].add(path.parent.relative_to(root).as_posix())
    found[UNEXPECTED]["temporary"].add("steps/core")  # the runner's, for every exception that is none of ours
    return found


def code_of(call: ast.Call) -> ast.expr | None:
    """The argument that is the error's code."""
    if call.args:
        return call.args[0]
    return next((known.value for known in call.keywords if known.arg == "code"), None)


def problems_raised(root: Path) -> dict[str, set[str]]:
    """By code: the HTTP statuses of the problems with a literal code."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, call in _calls(root):
        if _name(call.func) == "Problem" and len(call.args) > 1 and (name := _literal(call.args[1])):
            found[name].add(ast.unparse(call.args[0]) if isinstance(call.args[0], ast.Constant) else "4xx")
    return found


def _calls(root: Path) -> Iterator[tuple[Path, ast.Call]]:
    for top in ("pipelines", "steps"):
        for path in sorted((root / top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield path, node


def _answers(path: Path, function: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            answers = (part.value for part in ast.walk(node) if isinstance(part, ast.Return))
            yield from filter(None, map(_literal, answers))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _literal(argument: ast.expr | None) -> str:
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""
