"""`bgjobs audit`: what was done at this machine's keyboard, for people and for programs."""

from __future__ import annotations

import getpass
import json
import socket
from typing import Any

import pytest

ARTICLE = json.dumps({"text": "A bridge opened in Aveling on Monday, the mayor said."})
ME = f"{getpass.getuser()}@{socket.gethostname()}"


def acts(jobs: Any, *arguments: str) -> list[dict[str, Any]]:
    done = jobs("audit", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["acts"])


@pytest.fixture
def job_id(jobs: Any) -> str:
    return str(jobs("send", "news-analyzer", "--data", "-", stdin=ARTICLE).stdout.strip())


def test_sending_cancelling_and_running_again_say_who_did_it(jobs: Any, job_id: str) -> None:
    assert jobs("cancel", job_id).returncode == 0
    again = jobs("rerun", job_id).stdout.strip()
    done = acts(jobs, "--job", job_id)
    assert [(act["act"], act["job_id"]) for act in done] == [
        ("reran", again),
        ("cancelled", job_id),
        ("sent", job_id),
    ]
    assert {(act["actor"], act["door"]) for act in done} == {(ME, "cli")}
    assert [act["act"] for act in acts(jobs, "--job", again)] == ["reran"]


def test_tokens_made_and_revoked_are_told_without_what_makes_them_work(jobs: Any) -> None:
    secret = jobs("token", "create", "laptop", "--scope", "read").stdout.strip()
    assert jobs("token", "revoke", "laptop").returncode == 0
    revoked, made = acts(jobs, "--limit", "2")
    assert [(act["act"], act["subject"], act["actor"]) for act in (made, revoked)] == [
        ("token_made", "laptop", ME),
        ("token_revoked", "laptop", ME),
    ]
    assert secret not in jobs("audit", "--json").stdout + jobs("audit").stdout


def test_a_pipe_gets_a_line_for_an_act(jobs: Any, job_id: str) -> None:
    jobs("cancel", job_id)
    done = jobs("audit", "--job", job_id[:23])
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    told = [[act, "-", job_id, ME, "cli", "-"] for act in ("cancelled", "sent")]
    assert [line[1:7] for line in lines] == told, done.stdout


def test_only_what_is_new_enough_is_listed(jobs: Any, job_id: str) -> None:
    assert [act["job_id"] for act in acts(jobs, "--since", "2020-01-31", "--limit", "1")] == [job_id]
    assert acts(jobs, "--since", "2100-01-31") == []
    assert jobs("audit", "--since", "2100-01-31").stdout.strip() == "Nobody has done anything by hand."
    assert jobs("audit", "--job", "no-such-job").returncode == 2
