"""A job that several events were merged into loses what it made of the person's, and keeps its own event."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg.types.json import Jsonb

from pipelines.operations.bulk.erasing import begin_erasure, find_receipt, person_of, preview_erasure
from pipelines.operations.bulk.operation import OperationView
from pipelines.operations.reruns import CannotRerun, rerun
from tests.integration.bulk.conftest import ANA, LimitedBulk
from tests.support.rows import Row

BATCH = {"name": "all", "kind": "batch", "n": 3, "every": 60}
COLLECTING = {"name": "all", "kind": "quiet", "every": 30, "collect": True}
CARLA = person_of("carla2", None, None)
WORDS = {"bob2": "of Bob", "carla2": "secret of Carla", "dave2": "of Dave"}


def merged(limited: LimitedBulk, limit: Row) -> tuple[str, dict[str, str]]:
    """The leader, which was taken with the events of three, and the job of each; carla2 does not lead."""
    limited.declare(limit)
    sent = {who: limited.send(who, data={"text": text}) for who, text in WORDS.items()}
    if limit["kind"] == "quiet":
        limited.later(31)
    (leader,) = limited.taken()
    assert leader != sent["carla2"]
    return leader, sent


def work(limited: LimitedBulk, job_id: str) -> None:
    """Its step returns what it gathered, logs it and writes it into a file."""
    limited.begin(job_id)
    events = limited.value("select jobs.gathered_events(%s)", job_id)
    assert len(events) == 3
    limited.end(job_id, output={"events": events}, log=f"seen: {events}")
    limited.finish(job_id)
    report = limited.storage.put(f"jobs/{job_id}/report.md", str(events).encode(), media_type="text/markdown")
    limited.execute(
        "insert into jobs.document (job_id, role, uri, name) values (%s, 'report', %s, 'r')",
        [job_id, report.uri],
    )
    limited.execute("update jobs.job set workflow_ended_at = now(), finished_at = now() - interval '1 hour'")


def erase(limited: LimitedBulk) -> OperationView:
    return limited.work(begin_erasure(limited.connection, CARLA, ANA, None))


def left(limited: LimitedBulk, home: Path) -> list[str]:
    """Tables and files that hold the secret."""
    query = "select count(*) from jobs.{} t where strpos(t::text, 'secret of Carla') > 0"
    tables = ("event", "output", "attempt", "document", "job", "provider_call")
    found = [table for table in tables if limited.value(query.format(table))]
    return found + [path.name for path in home.rglob("*.md") if b"secret of Carla" in path.read_bytes()]


@pytest.mark.parametrize("limit", [BATCH, COLLECTING])
def test_what_a_job_made_of_the_persons_event_is_erased(
    limited: LimitedBulk, limit: Row, tmp_path: Path
) -> None:
    leader, sent = merged(limited, limit)
    work(limited, leader)
    assert left(limited, tmp_path) == ["event", "output", "attempt", "report.md"]
    told = preview_erasure(limited.connection, CARLA)
    assert (told.jobs, told.gathering_jobs, told.events) == (2, 1, 1)
    found = erase(limited)
    receipt = find_receipt(limited.connection, found.id)
    assert receipt is not None
    assert (receipt.jobs, receipt.done, receipt.left_alone) == (2, 2, 0)
    counted = {
        name: receipt.erased[name] for name in ("jobs", "gathering_jobs", "events", "outputs", "attempts")
    }
    assert counted == {"jobs": 2, "gathering_jobs": 1, "events": 1, "outputs": 1, "attempts": 1}
    assert left(limited, tmp_path) == []
    texts = dict(limited.execute("select tenant, data ->> 'text' from jobs.event").fetchall())
    assert texts == {"bob2": "of Bob", None: None, "dave2": "of Dave"}
    erased = limited.select("select id from jobs.job where erased_at is not null order by id")
    assert [row["id"] for row in erased] == sorted([leader, sent["carla2"]])
    assert erase(limited).total == 0


def test_a_rerun_of_such_a_job_loses_it_as_well_and_both_may_run_again(
    limited: LimitedBulk, tmp_path: Path
) -> None:
    leader, sent = merged(limited, BATCH)
    work(limited, leader)
    again = rerun(limited.connection, leader, origin=ANA)
    limited.later(61)
    assert again
    assert limited.taken() == [again]
    work(limited, again)
    assert preview_erasure(limited.connection, CARLA).gathering_jobs == 2
    assert erase(limited).done == 3
    assert left(limited, tmp_path) == []
    assert rerun(limited.connection, leader, origin=ANA)
    assert limited.items(limited.work(limited.freeze(where=f"id={again}")).id) == [("done", None)]
    with pytest.raises(CannotRerun, match="erased on request"):
        rerun(limited.connection, sent["carla2"], origin=ANA)


def test_such_a_job_at_work_is_cancelled_first(limited: LimitedBulk) -> None:
    leader, _ = merged(limited, BATCH)
    limited.begin(leader)
    assert preview_erasure(limited.connection, CARLA).at_work == 1
    begin_erasure(limited.connection, CARLA, ANA, None)
    assert limited.status(leader) == "cancelled"


def test_a_text_that_only_such_a_job_repeats_leaves_its_own_event(
    limited: LimitedBulk, tmp_path: Path
) -> None:
    leader, _ = merged(limited, BATCH)
    work(limited, leader)
    person = person_of(None, None, "of carla")
    limited.work(begin_erasure(limited.connection, person, ANA, None))
    assert left(limited, tmp_path) == []
    assert limited.value("select data ->> 'text' from jobs.event where tenant = 'bob2'") == "of Bob"


def test_a_file_of_its_own_event_stays(limited: LimitedBulk, tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("Words of Bob.")
    uri = limited.storage.put_input(path).uri
    leader, sent = merged(limited, BATCH)
    document = Jsonb({"document": {"uri": uri}})
    limited.execute(
        "update jobs.event set data = %s where id in (select event_id from jobs.job where id = any (%s))",
        [document, [leader, sent["carla2"]]],
    )
    work(limited, leader)
    limited.execute(
        "insert into jobs.document (job_id, role, uri, name) values (%s, 'input', %s, 'w')", [leader, uri]
    )
    erase(limited)
    assert limited.storage.exists(uri)


def test_a_job_that_took_the_place_alone_keeps_what_it_made(limited: LimitedBulk) -> None:
    leader, _ = merged(limited, {**COLLECTING, "collect": False})
    limited.begin(leader)
    limited.end(leader, output={"text": "of Dave"})
    limited.finish(leader)
    limited.execute("update jobs.job set workflow_ended_at = now(), finished_at = now() - interval '1 hour'")
    assert preview_erasure(limited.connection, CARLA).gathering_jobs == 0
    assert erase(limited).done == 1
    assert limited.value("select data from jobs.output where job_id = %s", leader) == {"text": "of Dave"}


def test_a_job_that_is_merged_while_the_selection_is_frozen_is_erased_all_the_same(
    limited: LimitedBulk,
) -> None:
    limited.declare(BATCH)
    sent = [limited.send(who, data={"text": text}) for who, text in WORDS.items()]
    about = {"kind": "erase", "selection": "x", "origin": {}}
    opened = limited.value("select jobs.open_operation(%s)", Jsonb(about))
    limited.execute(
        "insert into jobs.operation_item (operation, number, job_id) values (%s, 1, %s)", [opened, sent[1]]
    )
    assert limited.taken() == [sent[0]]
    limited.begin(sent[0])
    mentions = Jsonb({**CARLA.about, "events": [], "gathering": 0})
    limited.execute("select jobs.erase_mentions(%s, %s)", [opened, mentions])
    limited.execute("select jobs.seal_operation(%s)", [opened])
    assert limited.status(sent[0]) == "cancelled"
    limited.execute("update jobs.job set workflow_ended_at = now(), finished_at = now() - interval '1 hour'")
    assert limited.work(str(opened)).done == 2
    texts = dict(limited.execute("select tenant, data ->> 'text' from jobs.event").fetchall())
    assert texts == {"bob2": "of Bob", None: None, "dave2": "of Dave"}
