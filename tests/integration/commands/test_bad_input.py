"""Bad input is refused before anything is stored or started: exit code 2, and a sentence that names the field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

ARTICLE = json.dumps({"text": "A town opened a bridge on Monday."})


@pytest.mark.parametrize(
    ("arguments", "stdin", "named"),
    [
        (["nonsense"], "", "there is no pipeline of that name"),
        (["news-analyser"], "", "did you mean news-analyzer?"),
        (["news-analyzer"], "", "exactly one of them is needed"),
        (["news-analyzer", "--data", "-"], "{", "--data: is not JSON"),
        (["news-analyzer", "--data", "-"], "[1]", "--data: must be a JSON object"),
        (["news-analyzer", "--data", "-"], '{"text": 1}', "text: must be text"),
        (["news-analyzer", "--data", "-"], '{"text": "a", "colour": 1}', "colour: is not a known field"),
        (["news-analyzer", "--data", "-"], '{"text": "a\\u0000b"}', "text: holds a NUL byte"),
        (["news-analyzer", "--data", "/nowhere.json"], "", "/nowhere.json"),
        (["news-analyzer", "--document", "/nowhere.txt"], "", "--document: /nowhere.txt: no such file"),
        (["news-analyzer", "--document", "/tmp"], "", "is not a file"),
        (["gdpr-exporter", "--document", "/etc/hostname"], "", "takes no document"),
        (
            ["gdpr-exporter", "--data", "-"],
            '{"subject_id": "1", "requested_by": "x", "verified_how": "guess"}',
            "verified_how: must be one of",
        ),
    ],
)
@pytest.mark.parametrize("command", ["run", "send"])
def test_faults_are_named(
    jobs: Any, connection: psycopg.Connection[Any], command: str, arguments: list[str], stdin: str, named: str
) -> None:
    done = jobs(command, *arguments, stdin=stdin)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert connection.execute("select count(*) from jobs.job").fetchone() == (0,)


def test_a_text_of_20_mb_is_refused(jobs: Any, tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text(json.dumps({"text": "x" * 20_000_000}))
    done = jobs("run", "news-analyzer", "--data", data)
    assert done.returncode == 2
    assert done.stderr == "text: must have at most 500000 characters\n"


def test_two_documents_where_one_is_taken(jobs: Any, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("text")
    done = jobs("run", "news-analyzer", "--document", tmp_path / "a.txt", "--document", tmp_path / "b.txt")
    assert done.returncode == 2
    assert "takes one document, 2 were given" in done.stderr


@pytest.mark.parametrize(
    ("job_id", "named"),
    [("17", "is no job's id"), ("0" * 8 + "-0000" * 3 + "-" + "0" * 12, "no such job")],
)
def test_show_of_what_is_not_there(jobs: Any, job_id: str, named: str) -> None:
    done = jobs("show", job_id)
    assert done.returncode == 2
    assert named in done.stderr
