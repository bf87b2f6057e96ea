"""What people change at run time holds at once, outlives a deploy, ends by itself, and is in the audit."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.integration.limits.conftest import Limited, concurrent

TENANT = ["tenant"]


def put(limited: Limited, name: str, key: str, n: int, **options: Any) -> None:
    told = {"n": n, "who": "ann", "why": "import", **options}
    limited.execute("select jobs.set_limit(%s, %s, %s)", [name, key, Jsonb(told)])


def pause(limited: Limited, name: str, key: str = "*", **options: Any) -> None:
    limited.execute(
        "select jobs.pause_gate(%s, %s, %s)", [name, key, Jsonb({"who": "ann", "why": "incident", **options})]
    )


def test_one_key_goes_before_all_keys_and_these_before_the_code(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT))
    put(limited, "tenant", "*", 2)
    put(limited, "tenant", "a", 3)
    for tenant in "aaaabbb":
        limited.send(tenant)
    assert len(limited.taken()) == 5
    limited.declare(concurrent(1, path=TENANT))
    assert limited.value("select count(*) from jobs.limit_override") == 2
    limited.execute("select jobs.clear_limit('tenant', 'a')")
    put(limited, "tenant", "*", 4)
    assert len(limited.taken()) == 2


def test_a_bound_that_is_lowered_kills_nothing_and_ends_by_itself(limited: Limited) -> None:
    limited.declare(concurrent(3, path=TENANT))
    jobs = [limited.send("a") for _ in range(6)]
    assert limited.taken() == jobs[:3]
    put(limited, "tenant", "a", 1)
    limited.finish(jobs[0])
    assert limited.taken() == []
    limited.execute("update jobs.limit_override set until = clock_timestamp()")
    assert limited.taken() == [jobs[3]]


def test_a_pipeline_without_limits_can_be_held_and_goes_on(limited: Limited) -> None:
    before = [limited.enqueue() for _ in range(3)]
    other = limited.enqueue(pipeline="feedback-analyzer", data={"items": []})
    pause(limited, "news-analyzer")
    after = limited.enqueue()
    assert limited.taken() == [other]
    assert limited.taken() == []
    limited.execute("select jobs.resume_gate('news-analyzer', '*')")
    assert sorted(limited.taken()) == sorted([*before, after])


def test_a_long_queue_is_held_whole_from_the_first_look_on(limited: Limited) -> None:
    limited.execute("""
        insert into jobs.event (id, name, data, ts)
        select n::text, 'jobs/news-analyzer.requested', '{}', now() from generate_series(1, 12000) n;
        insert into jobs.job (id, pipeline, event_id, run_at)
        select jobs.new_id(), 'news-analyzer', n::text, now() - interval '1 hour' from generate_series(1, 12000) n""")
    other = limited.enqueue(pipeline="feedback-analyzer", data={"items": []})
    pause(limited, "news-analyzer")
    assert limited.taken() == [other]
    assert limited.taken() == []
    assert limited.taken() == []
    limited.execute("select jobs.resume_gate('news-analyzer', '*')")
    assert len(limited.taken()) > 0


def test_a_pipeline_without_limits_can_be_bounded_and_what_is_at_work_counts(limited: Limited) -> None:
    jobs = [limited.enqueue() for _ in range(6)]
    assert limited.taken(2) == jobs[:2]
    put(limited, "news-analyzer", "*", 3)
    assert limited.taken() == [jobs[2]]
    limited.finish(jobs[0])
    assert limited.taken() == [jobs[3]]


def test_a_pause_that_runs_out_needs_nobody(limited: Limited) -> None:
    limited.declare(concurrent(9, path=TENANT))
    pause(limited, "tenant", until="2999-01-01T00:00:00Z")
    job = limited.send("a")
    assert limited.taken() == []
    limited.execute("update jobs.pause set until = clock_timestamp()")
    assert limited.taken() == [job]


def test_a_limit_that_the_code_gave_up_stops_nobody(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT))
    jobs = [limited.send("a") for _ in range(3)]
    assert limited.taken() == jobs[:1]
    limited.declare()
    assert limited.taken() == jobs[1:]


def test_every_change_is_in_the_audit(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT))
    put(limited, "tenant", "a", 5, origin={"door": "cli", "actor": "ann@here"})
    limited.execute("select jobs.clear_limit('tenant', 'a')")
    pause(limited, "news-analyzer")
    limited.execute("select jobs.resume_gate('news-analyzer', '*')")
    limited.execute("select jobs.set_weight('gold', 3)")
    acts = limited.select("select act, subject, door, details ->> 'why' as why from jobs.audit order by id")
    assert [(row["act"], row["subject"]) for row in acts] == [
        ("limit_set", "tenant=a"),
        ("limit_cleared", "tenant=a"),
        ("paused", "news-analyzer"),
        ("resumed", "news-analyzer"),
        ("weight_set", "gold"),
    ]
    assert (acts[0]["door"], acts[0]["why"]) == ("cli", "import")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("""select jobs.set_limit('nothing', '*', '{"n": 1, "who": "a", "why": "b"}')""", "limit"),
        ("""select jobs.set_limit('news-analyzer', 'a', '{"n": 1, "who": "a", "why": "b"}')""", "key"),
        ("""select jobs.set_limit('tenant', 'a', '{"n": -1, "who": "a", "why": "b"}')""", None),
        (
            """select jobs.set_limit('tenant', 'a', '{"n": 1, "who": "a", "why": "b", "until": "soon"}')""",
            "until",
        ),
        ("""select jobs.pause_gate('nothing', '*', '{"who": "a", "why": "b"}')""", "limit"),
        ("""select jobs.pause_gate('tenant', 'a', '{"who": "a"}')""", None),
    ],
)
def test_nonsense_is_refused_by_its_field(limited: Limited, query: str, field: str | None) -> None:
    limited.declare(concurrent(1, path=TENANT))
    with pytest.raises(psycopg.Error) as error:
        limited.execute(query)
    if field:
        assert error.value.diag.column_name == field
    assert limited.value("select count(*) from jobs.audit") == 0
