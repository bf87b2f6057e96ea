"""Many jobs are run again: what is frozen, what is left alone and why, and what audit and new jobs tell of it."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.operations.bulk.freezing import CannotOperate, Wanted, preview
from pipelines.operations.bulk.operation import CannotSteer, steer
from pipelines.operations.bulk.states import Steer
from steps.core.errors import PermanentError
from tests.integration.bulk.conftest import ANA, Bulk

PROCESS = "process-news-analyzer"


def made(bulk: Bulk, operation_id: str) -> list[dict[str, Any]]:
    return bulk.select("select * from jobs.job where operation = %s order by id", operation_id)


def test_every_selected_job_is_run_again_once_and_the_new_jobs_name_their_operation(bulk: Bulk) -> None:
    failed = [bulk.failed() for _ in range(7)]
    bulk.completed()
    found = bulk.work(bulk.freeze(why="the provider answers again"))
    assert (found.state, found.total, found.done, found.left_alone) == ("done", 7, 7, 0)
    assert sorted(job["rerun_of"] for job in made(bulk, found.id)) == sorted(failed)
    assert [(one.status, one.jobs) for one in found.made] == [("queued", 7)]


def test_jobs_that_come_later_are_not_meant(bulk: Bulk) -> None:
    bulk.failed()
    operation_id = bulk.freeze()
    bulk.failed()
    assert bulk.work(operation_id).total == 1


def test_a_rerun_from_a_step_keeps_what_earlier_steps_left(bulk: Bulk) -> None:
    bulk.failed()
    found = bulk.work(bulk.freeze(from_step=PROCESS))
    [job] = made(bulk, found.id)
    assert job["rerun_from"] == PROCESS
    assert bulk.value("select array_agg(step) from jobs.output where job_id = %s", job["id"]) == [
        "validate-job"
    ]


def test_what_changed_meanwhile_is_left_alone_with_its_reason(bulk: Bulk) -> None:
    gone, foreign, early, fine = bulk.failed(), bulk.failed(), bulk.enqueue(), bulk.failed()
    bulk.finish(early, "failed", {"code": "deadline_exceeded", "message": "", "retryable": False})
    operation_id = bulk.freeze(from_step=PROCESS)
    bulk.execute("delete from jobs.job where id = %s", [gone])
    bulk.execute("update jobs.job set pipeline = 'retired' where id = %s", [foreign])
    found = bulk.work(operation_id)
    assert (found.done, found.left_alone) == (1, 3)
    assert {reason.reason: reason.ids for reason in found.reasons} == {
        "gone": [gone],
        "unknown_pipeline": [foreign],
        "step_not_reached": [early],
    }
    assert made(bulk, operation_id)[0]["rerun_of"] == fine


def test_a_job_that_cannot_be_run_again_harms_itself_alone(bulk: Bulk) -> None:
    jobs = [bulk.failed() for _ in range(3)]
    bulk.execute("""
        create function pg_temp.refuse() returns trigger language plpgsql as
            $$ begin raise exception 'no' using errcode = '23514'; end $$;
        create trigger refuse before insert on jobs.job for each row when (new.priority = 3)
            execute function pg_temp.refuse()""")
    try:
        bulk.execute("update jobs.job set priority = 3 where id = %s", [jobs[1]])
        assert bulk.items(bulk.work(bulk.freeze()).id) == [
            ("done", None),
            ("left_alone", "sqlstate_23514"),
            ("done", None),
        ]
    finally:
        bulk.execute("drop trigger refuse on jobs.job")


def test_the_audit_has_a_row_for_the_operation_and_one_for_each_job(bulk: Bulk) -> None:
    failed = bulk.failed()
    found = bulk.work(bulk.freeze(rate="50/s", why="again"))
    [begun, reran] = bulk.select("select * from jobs.audit order by id")
    assert (begun["act"], begun["subject"], begun["actor"]) == ("operation_started", found.id, "token ana")
    assert begun["details"] == {
        "kind": "rerun", "selection": "status=failed", "jobs": 1, "rate": 50, "why": "again",
    }  # fmt: skip
    assert (reran["act"], reran["actor"], reran["address"]) == ("reran", "token ana", "192.0.2.7")
    assert reran["details"] == {"rerun_of": failed, "operation": found.id}


def test_paused_work_stands_still_until_it_is_resumed_and_a_stopped_one_for_good(bulk: Bulk) -> None:
    for _ in range(3):
        bulk.failed()
    operation_id = bulk.freeze()
    assert steer(bulk.connection, operation_id, Steer.PAUSE, ANA) == "paused"
    assert bulk.value("select worked from jobs.work_on(%s, 10)", operation_id) == 0
    assert steer(bulk.connection, operation_id, Steer.RESUME, ANA) == "working"
    bulk.select(
        'select * from jobs.work_on(%s, 1, \'{"news-analyzer": {"needs": [], "keeps": []}}\')', operation_id
    )
    assert steer(bulk.connection, operation_id, Steer.STOP, ANA) == "stopped"
    found = bulk.work(operation_id)
    assert (found.done, found.left, [str(act) for act in found.acts]) == (1, 2, ["undo"])
    with pytest.raises(CannotSteer, match="the operation is stopped; possible is undo"):
        steer(bulk.connection, operation_id, Steer.RESUME, ANA)
    acts = bulk.execute(
        "select act from jobs.audit where subject = %s order by id", [operation_id]
    ).fetchall()
    assert [act for (act,) in acts] == [
        "operation_started", "operation_paused", "operation_resumed", "operation_stopped",
    ]  # fmt: skip


def test_undo_cancels_new_jobs_that_have_not_begun_and_makes_no_more(bulk: Bulk) -> None:
    for _ in range(4):
        bulk.failed()
    operation_id = bulk.freeze()
    plans = '{"news-analyzer": {"needs": [], "keeps": []}}'
    bulk.select("select * from jobs.work_on(%s, 3, %s)", operation_id, plans)
    begun, gone, waits = (job["id"] for job in made(bulk, operation_id))
    bulk.claim(1, only_job=begun)
    bulk.select("select * from jobs.begin_attempt(%s, 'validate-job')", begun)
    bulk.execute("delete from jobs.job where id = %s", [gone])
    assert steer(bulk.connection, operation_id, Steer.UNDO, ANA) == "undoing"
    found = bulk.work(operation_id)
    assert (found.state, found.done, found.undone, found.left, found.acts) == ("undone", 3, 1, 1, [])
    assert bulk.statuses(begun, waits) == ["running", "cancelled"]
    assert bulk.items(operation_id) == [
        ("done", "begun_already"), ("done", "gone"), ("undone", None), ("pending", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"where": ""}, "no_condition"),
        ({"where": "  "}, "no_condition"),
        ({"where": "status=failed", "rate": "fast"}, "invalid_rate"),
        ({"where": "status=failed", "rate": "0/s"}, "invalid_rate"),
        ({"where": "status=failed", "from_step": "process-news"}, "unknown_step"),
        ({"where": "stats=failed"}, "invalid_selection"),
        ({"where": "pipeline=news-analyser"}, "invalid_selection"),
        ({"where": "status=failed tenant=nobody"}, "nothing_selected"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(
    bulk: Bulk, wanted: dict[str, str], code: str
) -> None:
    bulk.failed()
    with pytest.raises(PermanentError) as refused:
        bulk.freeze(**wanted)
    assert refused.value.code == code
    assert bulk.value("select count(*) from jobs.operation") == 0
    assert bulk.value("select count(*) from jobs.audit") == 0


def test_all_jobs_are_meant_where_that_is_said(bulk: Bulk) -> None:
    bulk.failed()
    bulk.completed()
    bulk.enqueue()
    with pytest.raises(CannotOperate):
        bulk.freeze(where="")
    assert bulk.work(bulk.freeze(where="", all=True)).done == 2


def test_a_preview_tells_how_many_of_what_and_changes_nothing(bulk: Bulk) -> None:
    failed = [bulk.failed() for _ in range(6)]
    bulk.failed(code="provider_timeout")
    bulk.enqueue()
    before = bulk.value("select count(*) from jobs.job")
    found = preview(bulk.connection, Wanted(kind="rerun", where="pipeline=news-analyzer"))
    assert [(group.jobs, group.status, group.code) for group in found.groups] == [
        (6, "failed", "model_refused"),
        (1, "failed", "provider_timeout"),
    ]
    assert (found.jobs, found.left_out, len(found.ids)) == (7, 1, 5)
    assert set(found.ids) <= set(failed)
    cancelled = preview(bulk.connection, Wanted(kind="cancel", where="pipeline=news-analyzer"))
    assert (cancelled.jobs, cancelled.left_out) == (1, 7)
    assert bulk.value("select count(*) from jobs.job") == before
    assert bulk.value("select count(*) from jobs.operation") == 0
