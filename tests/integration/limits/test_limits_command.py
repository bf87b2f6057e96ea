"""`bgjobs limits`, `pause`, `resume` and `drain` as an operator types them; what they do to the next claim."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipelines.__main__ import app
from tests.integration.limits.conftest import Limited, concurrent
from tests.support.waiting import until

TENANT = ["tenant"]
WHY = ("--why", "incident")
Typed = Callable[..., Result]


@pytest.fixture
def typed(limited: Limited, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Types a command on the test's database."""
    monkeypatch.setenv("DATABASE_URL", limited.url)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return run


def done(result: Result) -> str:
    assert result.exit_code == 0, (result.output, result.exception)
    return str(result.stdout)


def named(listed: str, name: str) -> dict[str, Any]:
    [found] = [limit for limit in json.loads(listed)["limits"] if limit["name"] == name]
    return dict(found)


def test_the_list_tells_bound_places_and_what_waits(limited: Limited, typed: Typed) -> None:
    limited.declare(concurrent(2, "customer", TENANT), concurrent(25, "openai"))
    jobs = [limited.send("42") for _ in range(5)]
    taken = limited.taken()
    found = named(done(typed("limits", "--json")), "customer")
    assert (found["n"], found["used"], found["waiting"], found["waiting_more"]) == (2, 2, 3, False)
    assert (sorted(found["holders"]), found["per"], found["kind"]) == (sorted(taken), "tenant", "concurrent")
    lines = done(typed("limits")).splitlines()
    assert "openai\tconcurrent\t25\t2\t3\t-" in lines
    assert "customer\tconcurrent\t2 each\t2\t3" in [line.rpartition("\t")[0] for line in lines]
    shown = done(typed("limits", "show", "customer=42"))
    assert f"at work: {jobs[0]}" in shown


def test_another_bound_holds_from_the_next_look_until_it_is_cleared(limited: Limited, typed: Typed) -> None:
    limited.declare(concurrent(1, "customer", TENANT))
    for _ in range(6):
        limited.send("42")
    assert len(limited.taken()) == 1
    done(typed("limits", "set", "customer=42", "3", "--until", "2h", "--why", "a large import"))
    assert len(limited.taken()) == 2
    key = json.loads(done(typed("limits", "show", "customer=42", "--json")))
    assert (key["n"], key["override"]["why"], key["override"]["key"]) == (3, "a large import", "42")
    lines = done(typed("limits", "show", "customer=42")).splitlines()
    assert any("set to 3 by" in line and "a large import" in line for line in lines), lines
    assert named(done(typed("limits", "--json")), "customer")["keys_changed"] == 1
    done(typed("limits", "clear", "customer=42"))
    assert limited.taken() == []
    assert typed("limits", "clear", "customer=42").exit_code == 1


def test_a_rate_is_set_by_its_time(limited: Limited, typed: Typed) -> None:
    limited.declare({"name": "calls", "kind": "rate", "n": 1, "every": 3600, "burst": 1})
    done(typed("limits", "set", "calls", "100/60s", *WHY))
    found = named(done(typed("limits", "--json")), "calls")
    assert (found["n"], found["every"]) == (100, 60)
    assert "100 per min" in done(typed("limits"))


def test_a_pipeline_is_paused_and_goes_on(limited: Limited, typed: Typed) -> None:
    jobs = [limited.send() for _ in range(3)]
    assert "nothing of it is at work" in done(typed("pause", "news-analyzer", "--until", "2h", *WHY))
    assert limited.taken() == []
    paused = named(done(typed("limits", "--json")), "news-analyzer")["paused"]
    assert (paused["why"], paused["key"]) == ("incident", None)
    done(typed("resume", "news-analyzer"))
    assert sorted(limited.taken()) == sorted(jobs)
    assert typed("resume", "news-analyzer").exit_code == 1


def test_draining_waits_for_what_is_at_work(limited: Limited, typed: Typed) -> None:
    limited.declare(concurrent(5, "customer", TENANT))
    job_id = limited.send("42")
    limited.send("43")
    assert len(limited.taken()) == 2
    assert json.loads(done(typed("drain", "customer", *WHY, "--json"))) == {"gate": "customer", "at_work": 2}
    drained: list[Result] = []
    waiting = threading.Thread(
        target=lambda: drained.append(typed("drain", "customer=42", "--wait", *WHY)), daemon=True
    )
    waiting.start()
    until(lambda: limited.value("select count(*) from jobs.pause where key = '42'"))
    limited.finish(job_id)
    waiting.join(30)
    assert "nothing of it is at work" in done(drained[0])


def test_shares_get_turns_by_their_weight(limited: Limited, typed: Typed) -> None:
    done(typed("limits", "weight", "gold", "3"))
    assert "weight of gold: 3" in done(typed("limits"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("limits", "set", "custmer=42", "3", *WHY), "did you mean customer?"),
        (("pause", "news-analyser", *WHY), "did you mean news-analyzer?"),
        (("limits", "set", "openai=42", "3", *WHY), "key: openai has no keys"),
        (("limits", "set", "openai", "many", *WHY), "n: is a number such as 20"),
        (("limits", "set", "openai", "5/60s", *WHY), "every: openai bounds what is at work"),
        (("limits", "set", "openai", "5000000", *WHY), "n: must be a whole number"),
        (("pause", "openai", "--until", "never", *WHY), "until: is how long"),
        (("pause", "openai", "--until", "2020-01-31", *WHY), "until: has passed"),
        (("pause", "openai", "--why", " "), "why: must say"),
        (("limits", "set", "calm", "3", *WHY), "calm gathers events"),
        (("limits", "weight", "gold", "0"), "weight: must be from 0.000001"),
        (("resume", "nobody-has-this"), "there is no limit and no pipeline called nobody-has-this"),
    ],
)
def test_what_makes_no_sense_is_refused(
    limited: Limited, typed: Typed, arguments: tuple[str, ...], says: str
) -> None:
    limited.declare(
        concurrent(2, "customer", TENANT), concurrent(25, "openai"),
        {"name": "calm", "kind": "quiet", "every": 30},
    )  # fmt: skip
    result = typed(*arguments)
    assert result.exit_code != 0
    assert says in str(result.exception)
    assert limited.value("select count(*) from jobs.pause") == 0
    assert limited.value("select count(*) from jobs.audit where act <> 'sent'") == 0


@pytest.mark.parametrize("arguments", [("limits", "set", "openai", "3"), ("pause", "openai"), ("drain", "x")])
def test_a_reason_is_asked_for(typed: Typed, arguments: tuple[str, ...]) -> None:
    assert typed(*arguments).exit_code == 2
