"""A model of admission: what people and programs do, in any order, and what must hold after each step."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from psycopg.types.json import Jsonb

from tests.integration.limits.conftest import Limited
from tests.support.rows import Row

ROOM, RATE, BURST, EVERY = 4, 5, 3, 10.0
KEYS = st.sampled_from("abc")
PLAIN = "expense-categorizer"
PIPELINES = ("news-analyzer", "feedback-analyzer", "invoice-processor", "contract-analyzer", PLAIN)
TENANT = ["tenant"]
LIMITS = [
    {"name": "room", "kind": "concurrent", "n": ROOM},
    {"name": "customer", "kind": "concurrent", "n": 2, "path": ["data", "customer"]},
    {"name": "calls", "kind": "rate", "n": RATE, "every": EVERY, "burst": BURST, "path": TENANT},
    {"name": "single", "kind": "concurrent", "n": 1, "on_excess": "skip", "path": TENANT},
    {"name": "newest", "kind": "concurrent", "n": 3, "on_excess": "replace", "path": TENANT},
    {"name": "still", "kind": "quiet", "every": 5, "at_most": 20, "path": TENANT},
]
DECLARED = {
    "limits": LIMITS,
    "pipelines": {
        "news-analyzer": {
            "limits": ["room", "customer", "calls"],
            "fair_by": TENANT,
            "units": ["data", "units"],
        },
        "feedback-analyzer": {"limits": ["room", "single"]},
        "invoice-processor": {"limits": ["room", "newest"], "give_up_after": 60, "units": ["data", "units"]},
        "contract-analyzer": {"limits": ["still", "customer"]},
    },
}
SHUT = """
    select count(*) from jobs.job j
    where j.status = 'queued' and j.lane is not null and j.run_at <= clock_timestamp()
      and j.pipeline <> 'contract-analyzer' and not exists (
          select from jobs.rooms(j.gates, clock_timestamp()) r where r.room < least(j.units, greatest(1, r.most)))
"""


class Admission(RuleBasedStateMachine):
    """`claim`: the function that takes jobs; another one shows that a wrong one is found."""

    url: str
    claim_function = "jobs.claim"

    def __init__(self) -> None:
        super().__init__()
        self.rows = Limited(psycopg.connect(self.url, autocommit=True))
        self.rows.execute("set statement_timeout = '20s'")
        self.rows.execute(
            "truncate jobs.job, jobs.event, jobs.arrival, jobs.gate, jobs.share, jobs.pause, jobs.limit_override"
            " cascade"
        )
        self.rows.execute("update jobs.admission set fair = '', done = 0, looked_at = '-infinity'")
        self.deploy()
        self.clock = 0.0
        self.begun: dict[str, list[tuple[float, int]]] = defaultdict(list)
        self.sent = 0

    def teardown(self) -> None:
        self.rows.connection.close()

    @rule()
    def deploy(self) -> None:
        before = self.rows.value("select count(*) from jobs.limit_override")
        self.rows.execute("select jobs.declare_limits(%s)", [Jsonb(DECLARED)])
        assert self.rows.value("select count(*) from jobs.limit_override") == before

    @rule(
        pipeline=st.sampled_from(PIPELINES), tenant=KEYS, customer=KEYS | st.none(), units=st.integers(1, 6),
        priority=st.integers(-1, 1), delay=st.sampled_from([0, 0, 0, 7]), many=st.integers(1, 4),
    )  # fmt: skip
    def send(self, **known: Any) -> None:
        data = {"customer": known["customer"], "units": known["units"]}
        for _ in range(known["many"]):
            self.rows.execute(
                "select jobs.enqueue(%s, %s, null, now() + make_interval(secs => %s), %s, %s)",
                [
                    known["pipeline"],
                    Jsonb(data),
                    known["delay"],
                    known["priority"],
                    Jsonb({"tenant": known["tenant"]}),
                ],
            )
            self.sent += 1

    @rule(tenant=KEYS, places=st.integers(1, 30))
    def claim_beside_an_open_transaction(self, tenant: str, places: int) -> None:
        """Whoever queues a job and does not commit holds up nobody."""
        with psycopg.connect(self.url) as other:
            other.execute(
                "select jobs.enqueue('news-analyzer', '{}', options => %s)", [Jsonb({"tenant": tenant})]
            )
            self.claim(places)
            other.rollback()

    @rule(places=st.integers(1, 30))
    def die_while_admitting(self, places: int) -> None:
        """A claimer that is killed before its transaction ends has taken nothing."""
        told = "select status, count(*) from jobs.job group by 1 order by 1"
        before = self.rows.select(told)
        with psycopg.connect(self.url) as other:
            other.execute(f"select * from {self.claim_function}(9, 'local', %s, '{{}}')", [places])
            other.rollback()
        assert self.rows.select(told) == before

    @rule(places=st.integers(1, 30))
    def claim(self, places: int) -> None:
        taken = self.take(places)
        assert len(taken) <= places

    @rule()
    def claim_all(self) -> None:
        while self.take(50):
            pass
        assert self.rows.value(SHUT) == 0  # nobody is left who has room everywhere

    def take(self, places: int) -> list[Row]:
        heads = self.rows.select(
            "select lane, array_agg(id order by run_at, id) as ids from jobs.job"
            " where status = 'queued' and lane is not null and merge_key is null and run_at <= clock_timestamp()"
            " group by lane"
        )
        taken = self.rows.select(f"select * from {self.claim_function}(1, 'local', %s, '{{}}')", places)
        chosen = {row["id"] for row in taken}
        for lane in heads:
            mine = [each in chosen for each in lane["ids"]]
            assert mine == sorted(mine, reverse=True), "a job went before an earlier one of its lane"
        at = self.clock + self.rows.value("select extract(epoch from clock_timestamp())::double precision")
        gates = {gate for row in taken for gate in row["gates"] or [row["pipeline"]]}
        for room in self.rows.select("select * from jobs.rooms(%s, clock_timestamp())", list(gates)):
            assert not room["paused"], room
            assert room["n"] != 0, room
            if room["kind"] == "concurrent" and room["n"] is not None:
                alone = self.rows.value(
                    "select count(*) from jobs.job where status in ('dispatched', 'running')"
                    " and %s = any (gates || pipeline)",
                    room["gate"],
                )
                assert room["held"] <= room["n"] or alone == 1, room
        for row in taken:
            for gate in row["gates"]:
                if gate.startswith("calls="):
                    self.begun[gate].append((at, row["units"]))
        return taken

    @rule(share=st.floats(0, 1), status=st.sampled_from(["completed", "failed", "cancelled"]))
    def finish(self, share: float, status: str) -> None:
        live = self.rows.select(
            "select id from jobs.job where status in ('dispatched', 'running') order by id"
        )
        for row in live[: int(len(live) * share) + 1]:
            self.rows.finish(row["id"], status)

    @rule(seconds=st.sampled_from([0.5, 2, 6, 21, 61]))
    def wait(self, seconds: float) -> None:
        self.rows.later(seconds)
        self.clock += seconds

    @rule(name=st.sampled_from(["room", "customer", "newest", *PIPELINES]), n=st.integers(0, 6))
    def override(self, name: str, n: int) -> None:
        key = "a" if name == "customer" else "*"
        self.rows.execute(
            "select jobs.set_limit(%s, %s, %s)", [name, key, Jsonb({"n": n, "who": "x", "why": "x"})]
        )

    @rule(name=st.sampled_from(["room", "customer", "still", *PIPELINES]))
    def pause(self, name: str) -> None:
        self.rows.execute("""select jobs.pause_gate(%s, '*', '{"who": "x", "why": "x"}')""", [name])

    @rule()
    def lift_all(self) -> None:
        self.rows.execute("select jobs.resume_gate(name, key) from jobs.pause")
        self.rows.execute("select jobs.clear_limit(name, key) from jobs.limit_override")

    @rule()
    @precondition(
        lambda self: self.rows.value("select count(*) from jobs.job where finished_at is not null") > 0
    )
    def rerun(self) -> None:
        self.rows.execute(
            "select jobs.rerun((select id from jobs.job where finished_at is not null order by id desc limit 1))"
        )
        self.sent += 1

    @rule()
    def adopt(self) -> None:
        """A dispatcher came by: what is given up is failed; who lost their dispatcher still holds each gate once."""
        self.rows.select("select * from jobs.adopt(2, 'local', 100)")

    @invariant()
    def nothing_vanishes(self) -> None:
        assert self.rows.value("select count(*) from jobs.job") == self.sent
        bad = "select id from jobs.job where status = 'skipped' and (error ->> 'gate' is null or taken_by is null)"
        assert self.rows.select(bad) == []
        expired = (
            "select id from jobs.job where status = 'failed' and error ->> 'code' = 'expired'"
            " and finished_at < give_up_at"
        )
        assert self.rows.select(expired) == []

    @invariant()
    def no_rate_is_exceeded(self) -> None:
        for gate, begun in self.begun.items():
            for first in range(len(begun)):
                units = 0
                for at, each in begun[first:]:
                    units += each
                    # One that takes more than there is at once goes alone, and what it owes is waited for.
                    most = BURST + (at - begun[first][0]) * RATE / EVERY + (each - 1) + 0.1
                    assert units <= most, (gate, begun)

    @invariant()
    def what_waits_can_say_for_what(self) -> None:
        for row in self.rows.select(
            "select id from jobs.job where status = 'queued' and lane is not null limit 3"
        ):
            for found in self.rows.select("select * from jobs.shut_gates(%s)", row["id"]):
                assert found["paused"] or found["room"] is not None
