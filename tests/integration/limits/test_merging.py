"""Jobs that take each other's place: which one goes, and what is left to see of the others."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from tests.integration.limits.conftest import Limited, concurrent
from tests.support.rows import Row

TENANT = ["tenant"]


def quiet(**known: object) -> Row:
    return {"name": "tenant", "kind": "quiet", "every": 30, "path": TENANT, **known}


def test_what_exceeds_a_limit_that_skips_is_skipped_for_the_one_at_work(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT, on_excess="skip"))
    first = limited.send("a")
    assert limited.taken() == [first]
    second, other = limited.send("a"), limited.send("b")
    assert limited.taken() == [other]
    assert limited.of(second) == ("skipped", "skipped", first)
    limited.finish(first)
    third = limited.send("a")
    assert limited.taken() == [third]


def test_a_pause_skips_nothing(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT, on_excess="skip"))
    limited.execute("""select jobs.pause_gate('tenant', 'a', '{"who": "ann", "why": "import"}')""")
    job = limited.send("a")
    assert limited.taken() == []
    assert limited.of(job) == ("queued", None, None)
    limited.execute("select jobs.resume_gate('tenant', 'a')")
    assert limited.taken() == [job]


def test_of_those_that_wait_only_the_newest_stays(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT, on_excess="latest"))
    first = limited.send("a")
    assert limited.taken() == [first]
    waiting = [limited.send("a") for _ in range(3)]
    assert limited.taken() == []
    assert [limited.of(job) for job in waiting] == [
        ("skipped", "superseded", waiting[2]),
        ("skipped", "superseded", waiting[2]),
        ("queued", None, None),
    ]
    limited.finish(first)
    assert limited.taken() == [waiting[2]]
    assert limited.of(first)[0] == "completed"


def test_the_newest_replaces_the_one_at_work(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT, on_excess="replace"))
    first = limited.send("a")
    assert limited.taken() == [first]
    limited.begin(first)
    middle, newest = limited.send("a"), limited.send("a")
    assert limited.taken() == [newest]
    assert limited.of(first) == ("cancelled", "replaced", newest)
    assert limited.of(middle) == ("skipped", "superseded", newest)
    assert limited.value("select status from jobs.attempt where job_id = %s", first) == "lost"


def test_quiet_waits_for_the_last_event_and_goes_with_it(limited: Limited) -> None:
    limited.declare(quiet())
    jobs = [limited.send("a") for _ in range(3)]
    assert limited.taken() == []
    assert 29 < limited.value("select jobs.next_look()") <= 30
    limited.later(20)
    jobs.append(limited.send("a"))
    limited.later(20)
    assert limited.taken() == []
    limited.later(11)
    assert limited.taken() == [jobs[3]]
    assert [limited.of(job) for job in jobs[:3]] == [("skipped", "merged", jobs[3])] * 3
    assert limited.value("select gathered from jobs.job where id = %s", jobs[3]) == 0


def test_quiet_goes_at_most_so_long_after_the_first_event(limited: Limited) -> None:
    limited.declare(quiet(at_most=60))
    jobs = []
    for _ in range(3):
        jobs.append(limited.send("a"))
        limited.later(20)
        assert limited.taken() == [] or len(jobs) == 3
    assert limited.value("select count(*) from jobs.job where status = 'dispatched'") == 1


def test_who_does_not_collect_hands_over_the_newest_event_alone(limited: Limited) -> None:
    limited.declare(quiet())
    for number in range(3):
        limited.send("a", data={"n": number})
    limited.later(31)
    (leader,) = limited.taken()
    assert limited.value("select jobs.gathered_events(%s)", leader) == [{"n": 2}]


def test_an_erased_event_is_handed_over_to_nobody(limited: Limited) -> None:
    limited.declare(quiet(collect=True))
    for number in range(3):
        limited.send("a", data={"n": number})
    limited.later(31)
    (leader,) = limited.taken()
    limited.execute("update jobs.event set data = '{}', erased_at = now() where data = '{\"n\": 1}'")
    assert limited.value("select jobs.gathered_events(%s)", leader) == [{"n": 0}, {"n": 2}]


def test_an_event_that_happened_earlier_never_overwrites_a_later_one(limited: Limited) -> None:
    limited.declare(quiet())
    late = limited.send("a", ts="2026-11-02T10:00:00Z")
    early = limited.send("a", ts="2026-11-01T10:00:00Z")
    limited.later(31)
    assert limited.taken() == [late]
    assert limited.of(early) == ("skipped", "merged", late)


def test_collected_events_come_along_in_their_order(limited: Limited) -> None:
    limited.declare(quiet(collect=True))
    for number, hour in enumerate((12, 10, 11)):
        limited.send("a", data={"n": number}, ts=f"2026-11-01T{hour}:00:00Z")
    limited.later(31)
    (leader,) = limited.taken()
    assert limited.value("select jobs.gathered_events(%s)", leader) == [{"n": 1}, {"n": 2}, {"n": 0}]
    assert limited.value("select gathered from jobs.job where id = %s", leader) == 2


def test_a_batch_goes_when_it_is_full_or_its_first_has_waited(limited: Limited) -> None:
    limited.declare({"name": "tenant", "kind": "batch", "n": 3, "every": 60, "path": TENANT})
    jobs = [limited.send("a") for _ in range(4)]
    assert limited.taken() == [jobs[0]]
    assert [limited.of(job)[2] for job in jobs] == [None, jobs[0], jobs[0], None]
    assert limited.taken() == []
    limited.later(61)
    assert limited.taken() == [jobs[3]]
    assert limited.value("select count(*) from jobs.job where status = 'skipped'") == 2


def test_a_batch_that_a_limit_holds_back_grows_until_it_may_go(limited: Limited) -> None:
    limited.declare(
        concurrent(1, "room"), {"name": "tenant", "kind": "batch", "n": 5, "every": 60, "path": TENANT}
    )
    first = [limited.send("a") for _ in range(5)]
    assert limited.taken() == [first[0]]
    held = [limited.send("b") for _ in range(2)]
    limited.later(61)
    assert limited.taken() == []
    held.append(limited.send("b"))
    limited.finish(first[0])
    assert limited.taken() == [held[0]]
    assert limited.value("select gathered from jobs.job where id = %s", held[0]) == 2


def test_a_job_whose_time_is_over_is_given_up_and_names_what_kept_it_back(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT), give_up_after=60)
    first, second = limited.send("a"), limited.send("a")
    assert limited.taken() == [first]
    limited.later(61)
    limited.select("select * from jobs.adopt(1, 'local', 5)")
    assert limited.of(first)[0] == "dispatched"
    assert limited.of(second) == ("failed", "expired", None)
    assert limited.value("select error ->> 'gate' from jobs.job where id = %s", second) == "tenant=a"


def test_a_rerun_passes_the_gates_like_any_other_job(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT))
    first = limited.send("a")
    assert limited.taken() == [first]
    limited.finish(first, "failed")
    other = limited.send("a")
    again = limited.value("select jobs.rerun(%s)::text", first)
    assert limited.taken() == [other]
    limited.finish(other)
    assert limited.taken() == [again]


def test_a_rerun_brings_all_events_of_the_first_job_along(limited: Limited) -> None:
    limited.declare({"name": "tenant", "kind": "batch", "n": 3, "every": 60, "path": TENANT})
    jobs = [limited.send("a", data={"n": number}) for number in range(3)]
    assert limited.taken() == [jobs[0]]
    limited.finish(jobs[0], "failed")
    again = limited.value("select jobs.rerun(%s)::text", jobs[0])
    assert limited.value("select jobs.gathered_events(%s)", again) == [{"n": 0}, {"n": 1}, {"n": 2}]
    edited = limited.value("select jobs.rerun(%s, %s)::text", jobs[0], Jsonb({"data": {"n": 9}}))
    assert limited.value("select jobs.gathered_events(%s)", edited) == [{"n": 9}]
    assert limited.value("select gates from jobs.job where id = %s", edited) == ["news-analyzer", "tenant=a"]


def test_what_is_at_rest_is_forgotten_and_changes_nothing(limited: Limited) -> None:
    limited.declare({"name": "calls", "kind": "rate", "n": 1, "every": 1}, fair_by=TENANT)
    limited.send("a")
    assert len(limited.taken()) == 1
    limited.execute("update jobs.gate set tat = tat - interval '2 days'")
    limited.execute("update jobs.admission set done = done + 10")
    limited.execute("select jobs.forget_gates()")
    assert limited.value("select count(*) from jobs.gate") == 0
    assert limited.value("select count(*) from jobs.share") == 0
    limited.send("a")
    assert len(limited.taken()) == 1


def test_a_leader_passes_its_own_gates_not_those_of_the_job_before_it(limited: Limited) -> None:
    limited.declare(quiet(), concurrent(1, "customer", ["data", "customer"]))
    at_work = limited.send("b", data={"customer": "x"})
    limited.later(31)
    assert limited.taken() == [at_work]
    limited.send("a", data={"customer": "y"})
    leader = limited.send("a", data={"customer": "x"})
    limited.later(31)
    assert limited.taken() == []
    limited.finish(at_work)
    assert limited.taken() == [leader]
