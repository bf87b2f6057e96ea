"""What changes anything is called for rows that are known, never where PostgreSQL may choose for which."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.contract.code.effects import calls, changing

# What a call may do twice, or not at all, and why that is as well.
HARMLESS = {
    ("admission/admit.sql", "jobs.leader"): "it adds a time to look again, once whatever the number of calls",
}


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    """SQL of the product by file, that in Python as well; without migrations, which ran already."""
    found = {}
    for top in ("pipelines", "steps"):
        for path in sorted((root / top).rglob("*.sql")):
            if path.parent.name != "migrations" and path.name != "schema.sql":
                found[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
        for path in sorted((root / top).rglob("*.py")):
            module = ast.parse(path.read_text(encoding="utf-8"))
            words = [
                n.value for n in ast.walk(module) if isinstance(n, ast.Constant) and isinstance(n.value, str)
            ]
            found[path.relative_to(root).as_posix()] = ";\n".join(one for one in words if "select" in one)
    return found


def test_nothing_is_changed_by_a_condition_or_a_join(texts: dict[str, str]) -> None:
    names = changing(texts.values())
    assert {
        "jobs.finish",
        "jobs.cancel",
        "jobs.cancel_item",
        "jobs.record_act",
        "jobs.pass_over",
        "jobs.leader",
    } <= names
    assert not {"jobs.final", "jobs.rooms", "jobs.mentions", "jobs.seconds_left", "jobs.live_owners"} & names
    found = [(name, call) for name, text in texts.items() for call in calls(text, names)]
    assert len(found) > 100
    wrong = {
        (name.rpartition("functions/")[2], call.name): call.line for name, call in found if call.at_fault
    }
    assert {place: line for place, line in wrong.items() if place not in HARMLESS} == {}
    assert set(HARMLESS) <= set(wrong), "an exception that is needed no more"


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) into n from i join jobs.job j on j.id = i.job_id where jobs.cancel(j.id) = 'cancelled'",
        "update jobs.job set a = 1 where id = 2 and jobs.cancel(id)",
        "select a.id from a join b on jobs.cancel(a.id)",
        "select jobs.cancel(a.id) from a, b where a.id = b.id",
        "select case when a.x then jobs.cancel(a.id) else 1 end from a left join b on a.id = b.id",
        "select f.* from a cross join lateral jobs.cancel(a.id) f",
        "select count(*) filter (where jobs.cancel(a.id)) from a join b on a.id = b.id",
        "select 1 where exists (select from jobs.cancel(1))",
        "if exists (select jobs.cancel(a.id) from a) then",
        "select (jobs.cancel(1)).* from a",
        "select b.x from (select jobs.cancel(a.id) as x from a) b join c on true",
        "update jobs.job j set a = jobs.cancel(b.id) from b where b.id = j.id",
        "delete from jobs.job where pg_notify('x', id) is null",
        "select a from b order by jobs.cancel(b.id) limit 3",
    ],
)
def test_a_call_that_postgresql_may_repeat_or_leave_out_is_found(query: str) -> None:
    assert [call.at_fault for call in calls(query, {"jobs.cancel"})] == [True]


@pytest.mark.parametrize(
    "query",
    [
        "perform jobs.cancel(j.id) from jobs.job j where j.owner = 1 and j.x is distinct from 2;",
        "perform jobs.cancel(j.id) from (select a.id from a join b on a.id = b.id order by 1 limit 9) j;",
        "select count(*) filter (where jobs.cancel(w.id)) from (select id from a limit 3) w",
        "select a, b from jobs.cancel(%(id)s, array(select id from a join b on true for update)) order by a",
        "for x in select a.id from a join b on a.id = b.id loop made := jobs.cancel(x, (select 1)); end loop;",
        "if a = 1 and jobs.cancel(x) then",
        "insert into a select jobs.cancel(id) from b on conflict (id) do update set x = 1",
        "-- one --\nselect a from b where\n-- two --\nselect jobs.cancel(1)",
        "create or replace function jobs.cancel(x uuid) returns void as $$ select 1 $$",
    ],
)
def test_a_call_for_rows_that_are_known_is_right(query: str) -> None:
    assert not [call for call in calls(query, {"jobs.cancel"}) if call.at_fault]
