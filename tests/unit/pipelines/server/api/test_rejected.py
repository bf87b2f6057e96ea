"""What is kept of a refused event: enough to find the fault, nothing secret, never much."""

from __future__ import annotations

from typing import Any

from pipelines.server.api.intake import NotAccepted, Refused
from pipelines.server.api.rejected import AT_ONCE, MAX_EACH, MAX_PAYLOAD, Rejections, payload, row


def test_name_id_and_reasons_are_kept() -> None:
    kept = row("api", Refused({"name": "jobs/x.requested", "id": "a-1", "data": {}}, ["data: is required"]))
    assert kept == {
        "source": "api", "name": "jobs/x.requested", "event_id": "a-1", "reasons": ["data: is required"],
        "payload": '{"name": "jobs/x.requested", "id": "a-1", "data": {}}',
    }  # fmt: skip


def test_secrets_are_not_kept() -> None:
    event = {
        "name": "mail to ada@example.com", "id": "Bearer abcdefgh12345678",
        "data": {"api_key": "sk-abcdefghijklmnop", "password": "hunter2hunter2", "iban": "DE89370400440532013000"},
    }  # fmt: skip
    kept = str(row("api", Refused(event, [])))
    for secret in ("ada@example.com", "abcdefgh12345678", "sk-abc", "hunter2", "DE8937"):
        assert secret not in kept


def test_a_secret_at_the_cut_is_not_kept_by_half() -> None:
    start = "x" * (MAX_PAYLOAD - 10)
    assert "sk-abc" not in payload(f"{start} sk-abcdefghijklmnopqrstuvwxyz")


def test_long_payloads_are_cut_and_odd_ones_can_be_stored() -> None:
    assert len(payload({"text": "x" * 100_000})) <= MAX_PAYLOAD + 1
    stored = payload("a\x00b\ud800c")
    assert "\x00" not in stored
    assert stored.encode()


class Recorder:
    """Stands for a connection; counts the rows."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def cursor(self) -> Recorder:
        return self

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None: ...

    def executemany(self, query: str, rows: list[dict[str, Any]]) -> None:
        self.rows += rows


def test_a_flood_of_faults_cannot_fill_the_database() -> None:
    recorder, rejections = Recorder(), Rejections()
    refusal = NotAccepted("invalid_event", "", [Refused({}, ["x"])] * 1000)
    for _ in range(200):
        rejections.keep(recorder, "api", refusal)  # type: ignore[arg-type]
    assert MAX_EACH <= len(recorder.rows) <= AT_ONCE + 10


def test_a_body_that_is_no_event_is_kept_with_its_one_reason() -> None:
    recorder = Recorder()
    Rejections().keep(recorder, "api", NotAccepted("not_json", "the body is not JSON"), b'{"a":')  # type: ignore[arg-type]
    assert recorder.rows[0]["reasons"] == ["the body is not JSON"]
    assert recorder.rows[0]["payload"] == '{"a":'
