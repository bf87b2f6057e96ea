"""`bgjobs new-pipeline`: write a pipeline that works, with its sample and its test, to be edited from there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from pipelines.core.pipeline import underscored

ROOT = Path(__file__).resolve().parents[3]
NAME = re.compile("[a-z]+(-[a-z]+)+")
MAX_NAME = 22  # with a job's id and a generation behind it, Kubernetes' 63 characters for a name

EVENT = '''\
class EVENT(Event):
    """A text to work on."""

    text: Body = Field(description="The text")


'''
STEP = '''\
"""NAME: count the words of a text. Replace this by what the pipeline is for."""

from __future__ import annotations

from steps.core.context import Context
from steps.core.delivery import Reader, enveloped, store_text
from steps.core.models import Closed, Envelope, Model
from steps.core.needs import Need

NEEDS = frozenset({Need.STORAGE})  # what its pod and its Context give it beside the jobs database


class Input(Model):
    """The fields that this step needs from the event and from earlier steps."""

    text: str


class CLASSResult(Closed):
    """What the job leaves for its caller."""

    words: int


Output = Envelope[CLASSResult]


def run(input: Input, context: Context) -> Output:
    result = CLASSResult(words=count_words(input.text))
    report = store_text(context, "report.md", f"# Words\\n\\n{result.words}\\n")
    return enveloped(
        Output,
        result,
        context,
        Reader(engine="none", detail="counting"),
        artifacts={"report": report},
        source=None,
        checks=[],
        warnings=[],
    )


def count_words(text: str) -> int:
    return len(text.split())
'''
GRAPH = '''\
"""A text in; the number of its words out."""

from __future__ import annotations

from hera.workflows import WorkflowTemplate

from pipelines.core.building import step, workflow_of
from pipelines.core.pipeline import Pipeline
from steps import process_MODULE, update_job_status, validate_job


def template(pipeline: Pipeline) -> WorkflowTemplate:
    with workflow_of(pipeline, on_exit=update_job_status) as workflow:
        valid = step(validate_job)
        step(process_MODULE, after=[valid], memory="512Mi")
    return workflow
'''
SAMPLE = '{\n  "text": "Five words for a sample."\n}\n'
TEST = '''\
"""The step of NAME from its input to its envelope."""

from __future__ import annotations

import json
from pathlib import Path

from steps.core.events import EVENT
from steps.core.storage.storage import Storage
from steps.process_MODULE import Input, count_words, run
from tests.support.attempt import Attempt

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "NAME.json"


def test_the_sample_gives_a_result(tmp_path: Path) -> None:
    event = EVENT.model_validate(json.loads(SAMPLE.read_text(encoding="utf-8")))
    attempt = Attempt("NAME", Storage(tmp_path.as_uri()), None)
    output = run(Input(text=event.text), attempt.context)
    assert output.result.words == 5
    assert attempt.storage.read(output.artifacts["report"], limit=1000).startswith(b"# Words")


def test_words_are_separated_by_white_space() -> None:
    assert count_words("one\\ntwo  three") == 3
'''


def new_pipeline(name: Annotated[str, typer.Argument(help="Such as text-counter.")]) -> None:
    """Write a new pipeline: event, step, graph, its line in PIPELINES, sample and test."""
    if not NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise typer.BadParameter(
            f"must be two or more words of lower-case letters joined by dashes, {MAX_NAME} characters at most"
        )
    if (ROOT / "pipelines" / f"{underscored(name)}.py").exists():
        raise typer.BadParameter(f"there is a pipeline {name} already")
    for path in write(name, ROOT):
        typer.echo(path)
    typer.echo(f"Next: `make render docs`, then `bgjobs run {name} --data pipelines/samples/{name}.json`")


def write(name: str, root: Path) -> list[str]:
    """Write the new files and add to the two tables; returns the paths below `root`, in the order to edit them."""
    module = underscored(name)
    made = {
        f"steps/process_{module}.py": STEP,
        f"pipelines/{module}.py": GRAPH,
        f"pipelines/samples/{name}.json": SAMPLE,
        f"tests/unit/steps/test_process_{module}.py": TEST,
    }
    for path, text in made.items():
        (root / path).write_text(_named(text, name), encoding="utf-8")
    _insert(root / "steps/core/events.py", _named(EVENT, name), before="EVENTS: ")
    line = _named('    Pipeline("NAME", "process-NAME", 2 * MINUTE),\n', name)
    _insert(root / "pipelines/__init__.py", line, before=")\nSCHEDULES")
    given = _named('    "NAME": [{"text": "Some words"}],\n', name)
    _insert(root / "tests/unit/steps/core/events_given.py", given, before="}\nNEWS")
    return ["steps/core/events.py", "pipelines/__init__.py", *made, "tests/unit/steps/core/events_given.py"]


def _named(text: str, name: str) -> str:
    words = "".join(word.capitalize() for word in name.split("-"))
    known = {"NAME": name, "MODULE": underscored(name), "CLASS": words, "EVENT": f"{words}Requested"}
    return re.sub("NAME|MODULE|CLASS|EVENT", lambda found: known[found.group()], text)


def _insert(path: Path, text: str, *, before: str) -> None:
    """Before the first place where `before` begins."""
    old = path.read_text(encoding="utf-8")
    place = old.index(before)
    path.write_text(old[:place] + text + old[place:], encoding="utf-8")
