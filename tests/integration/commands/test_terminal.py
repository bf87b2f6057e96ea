"""Commands in a terminal, in a pipe, and where somebody ends them."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.integration.commands.conftest import Jobs, environment
from tests.support.rows import Rows
from tests.support.waiting import PATIENCE, until

DATA = json.dumps({"text": "A bridge opened in Aveling on Monday."})
HOSTILE = "\x1b]0;mine\x07 \x1b[2J [/bold] \x9b31m\n" + "long " * 60
Shell = Callable[..., "subprocess.CompletedProcess[str]"]
Screened = Callable[..., tuple[int, str]]


@pytest.fixture
def failed(database_url: str) -> str:
    """A job with an error that somebody wrote who is no friend."""
    error = json.dumps({"code": "c" * 80, "message": HOSTILE, "retryable": False})
    with psycopg.connect(database_url, autocommit=True) as connection:
        rows = Rows(connection)
        job_id = rows.enqueue()
        rows.execute("select jobs.finish(%s, 'failed', %s)", [job_id, error])
    return job_id


@pytest.fixture
def shell(tmp_path: Path, database_url: str) -> Shell:
    """Runs a line of bash, in which `$J` is the command."""

    def run(line: str, **more: str) -> subprocess.CompletedProcess[str]:
        told = {**environment(tmp_path / "home", database_url), "J": f"{sys.executable} -m pipelines", **more}
        return subprocess.run(
            ["bash", "-c", line], capture_output=True, text=True, timeout=PATIENCE, check=False, env=told
        )

    return run


def heed_ctrl_c() -> None:
    """Also where these tests themselves were started in the background, which ignores it, and so do children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def screened(tmp_path: Path, database_url: str) -> Screened:
    """Runs a command in a terminal of 80 columns; its exit code and what stood there. `interrupt`: Ctrl-C is typed once
    this was said."""

    def run(*words: str, interrupt: str = "", **more: str) -> tuple[int, str]:
        told = {**environment(tmp_path / "home", database_url), "COLUMNS": "80", "TERM": "xterm", **more}
        pid, screen = pty.fork()
        if pid == 0:
            heed_ctrl_c()
            os.execvpe(sys.executable, [sys.executable, "-m", "pipelines", *words], told)
        said, typed, ends = b"", not interrupt, time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            try:
                piece = os.read(screen, 65536)
            except OSError:  # what Linux says of a terminal that nobody has open any more
                break
            if not piece:
                break
            said += piece
            if not typed and interrupt.encode() in said:
                os.write(screen, b"\x03")
                typed = True
        os.close(screen)
        if time.monotonic() >= ends:
            os.kill(pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode().replace("\r\n", "\n")

    return run


def test_a_pipe_has_a_line_for_a_job_and_whole_ids(shell: Shell, failed: str) -> None:
    line = shell("$J list --limit 1").stdout
    assert line.split("\t")[:3] == [failed, "news-analyzer", "failed"]
    assert line.count("\n") == 1
    assert shell("$J list --limit 1 | awk '{print $1}'").stdout == f"{failed}\n"
    assert shell("$J list --limit 1 -q").stdout == f"{failed}\n"
    assert shell("$J list --limit 1", FORCE_COLOR="1", COLUMNS="20").stdout == line


def test_80_columns_break_no_id(screened: Screened, failed: str) -> None:
    code, said = screened("list", "--limit", "3", NO_COLOR="1")
    digits = failed.replace("-", "")
    assert code == 0
    assert f"{digits[:10]}..{digits[-6:]}  news-analyzer" in said
    assert max(map(len, said.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines())) <= 80


def test_no_error_reaches_the_terminal_as_an_order(screened: Screened, shell: Shell, failed: str) -> None:
    for words in (["show", failed], ["list"], ["explain", failed], ["show", failed, "--json"]):
        code, said = screened(*words, TERM="dumb")
        assert code == 0, said
        assert not {"\x1b", "\x07", "\x9b"} & set(said), words
    assert "[/bold]" in shell(f"$J show {failed}").stdout


def test_any_locale_will_do(shell: Shell, failed: str) -> None:
    odd = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    for line in (f"$J show {failed}", f"$J explain {failed}", "$J doctor"):
        done = shell(line, **odd)
        assert "Traceback" not in done.stderr
        assert done.stdout
    assert (
        HOSTILE in json.loads(shell("$J list --limit 1 --json", **odd).stdout)["jobs"][0]["error"]["message"]
    )


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("$J list -q | true; exit ${PIPESTATUS[0]}", 141, ""),
        ("$J list --json | true; exit ${PIPESTATUS[0]}", 141, ""),
        ("$J list > /dev/full", 1, "the output cannot be written: No space left on device\n"),
        ("$J list >&-", 0, ""),
        ("$J list -q >&-", 0, ""),
    ],
)
@pytest.mark.usefixtures("failed")
def test_an_output_that_nobody_takes_is_no_traceback(shell: Shell, line: str, code: int, said: str) -> None:
    done = shell(line)
    assert (done.returncode, done.stderr) == (code, said)


def test_the_id_is_told_before_the_wait(screened: Screened, tmp_path: Path) -> None:
    (tmp_path / "news.json").write_text(DATA)
    words = ("send", "news-analyzer", "--data", str(tmp_path / "news.json"), "--wait")
    code, said = screened(*words, interrupt="job 0")
    assert code == 130
    assert "goes on without you. Look again:\n  bgjobs show 0" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [("show", "--follow"), ("logs", "--follow")])
def test_whoever_stops_looking_is_told_that_it_goes_on(
    tmp_path: Path, database_url: str, words: tuple[str, str]
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        job_id = Rows(connection).enqueue()
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines", words[0], job_id, words[1]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(tmp_path / "home", database_url),
            preexec_fn=heed_ctrl_c,
        )
        looking = """select count(*) from pg_stat_activity where application_name = 'jobs command'
            and query ~ 'from jobs.attempt' and clock_timestamp() - backend_start > '0.7 s'"""
        until(lambda: Rows(connection).value(looking))
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert said == f"\nThe job goes on without you. Look again:\n  bgjobs {words[0]} {job_id} --follow\n"


def test_what_makes_a_job_tells_its_id_alone(jobs: Jobs) -> None:
    sent = jobs("send", "news-analyzer", "--data", "-", "-q", stdin=DATA).stdout
    assert jobs("cancel", sent.strip(), "-q").stdout == sent
    again = jobs("rerun", sent.strip(), "--quiet").stdout
    assert len(again) == len(sent) == 37
    assert jobs("list", "-q", "--limit", "2").stdout == again + sent


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "--status", "faild"), "did you mean failed?"),
        (("list", "--pipeline", "news-analyser"), "did you mean news-analyzer?"),
        (("schedule", "list", "--pipeline", "news-analyser"), "did you mean news-analyzer?"),
        (("pipelines", "clear", "news-analyser"), "did you mean news-analyzer?"),
        (("token", "create", "x", "--scope", "reed"), "did you mean read?"),
        (("audit", "--job", "nope"), "is no job's id"),
        (("lst",), "Did you mean 'list'?"),
    ],
)
def test_a_word_that_nothing_has_is_refused(jobs: Jobs, words: tuple[str, ...], said: str) -> None:
    done = jobs(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_step_that_the_job_has_not_is_refused(jobs: Jobs, failed: str) -> None:
    done = jobs("logs", failed, "--step", "proces-news-analyzer")
    assert done.returncode == 2
    assert "--step: is none of" in done.stderr
    assert "did you mean process-news-analyzer?" in done.stderr


def test_a_short_form_is_enough_and_an_ambiguous_one_is_refused(jobs: Jobs, failed: str) -> None:
    digits = failed.replace("-", "")
    for text in (f"{digits[:10]}..{digits[-6:]}", failed[-6:], digits[:20], failed.upper()):
        assert jobs("show", text, "-q").stdout == f"{failed}\n"
    sent = [jobs("send", "news-analyzer", "--data", "-", "-q", stdin=DATA).stdout.strip() for _ in range(2)]
    refused = jobs("cancel", digits[:6])
    assert refused.returncode == 2
    assert all(job_id in refused.stderr for job_id in sent)
