"""The tally as Prometheus' metrics, and the formats they are told in."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from pipelines.server.api.metrics import encoded, tally_metrics

TALLY: list[tuple[str, dict[str, Any], float]] = [
    ("finished", {"pipeline": "a", "status": "failed"}, 2.0),
    ("seconds", {"pipeline": "a"}, 3.5),
    ("seconds_bucket", {"pipeline": "a", "bucket": 1}, 2.0),
    ("retries", {"pipeline": "a", "step": "s"}, 4.0),
]


def test_a_counter_with_labels_that_need_escaping() -> None:
    tally = [("retries", {"pipeline": 'a"b\\c\nd'}, 3.0), ("retries", {}, 0.5)]
    text = encoded(tally_metrics(tally, []))[0].decode()
    assert [line for line in text.splitlines() if "jobs_step_retries_total" in line] == [
        "# HELP jobs_step_retries_total Attempts after the first one",
        "# TYPE jobs_step_retries_total counter",
        'jobs_step_retries_total{pipeline="a\\"b\\\\c\\nd"} 3.0',
        "jobs_step_retries_total 0.5",
    ]


def test_buckets_add_up() -> None:
    counts = [
        ("seconds_bucket", {"pipeline": "a", "bucket": place}, value) for place, value in enumerate([2, 3, 1])
    ]
    text = encoded(tally_metrics([("seconds", {"pipeline": "a"}, 4.5), *counts], [0.1, 1]))[0].decode()
    assert [line for line in text.splitlines() if line.startswith("jobs_duration_seconds")] == [
        'jobs_duration_seconds_bucket{le="0.1",pipeline="a"} 2.0',
        'jobs_duration_seconds_bucket{le="1.0",pipeline="a"} 5.0',
        'jobs_duration_seconds_bucket{le="+Inf",pipeline="a"} 6.0',
        'jobs_duration_seconds_count{pipeline="a"} 6.0',
        'jobs_duration_seconds_sum{pipeline="a"} 4.5',
    ]


def test_the_tally_becomes_counters_and_histograms() -> None:
    lines = encoded(tally_metrics(TALLY, [1.0, 2.0]))[0].decode().splitlines()
    assert 'jobs_finished_total{pipeline="a",status="failed"} 2.0' in lines
    assert 'jobs_duration_seconds_bucket{le="2.0",pipeline="a"} 2.0' in lines
    assert 'jobs_step_retries_total{pipeline="a",step="s"} 4.0' in lines


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/plain;version=0.0.4",
        "text/plain; version=x",
        "application/openmetrics-text; version=new",
    ],
)
def test_prometheus_own_format_unless_another_is_asked_for(accept: str) -> None:
    body, media_type = encoded(tally_metrics(TALLY, [1.0, 2.0]), accept)
    assert media_type == "text/plain; version=0.0.4; charset=utf-8"
    assert samples(read_text(body.decode())) == EXPECTED


def test_openmetrics_for_who_asks() -> None:
    accept = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
    body, media_type = encoded(tally_metrics(TALLY, [1.0, 2.0]), accept)
    assert media_type.startswith("application/openmetrics-text; version=1.0.0; charset=utf-8")
    assert body.endswith(b"# EOF\n")
    assert samples(read_openmetrics(body.decode())) == EXPECTED


def samples(families: object) -> set[tuple[str, tuple[tuple[str, str], ...], float]]:
    return {
        (sample.name, tuple(sorted(sample.labels.items())), sample.value)
        for family in families  # type: ignore[attr-defined]
        for sample in family.samples
    }


A = ("pipeline", "a")
EXPECTED = {
    ("jobs_finished_total", (A, ("status", "failed")), 2.0),
    ("jobs_step_retries_total", (A, ("step", "s")), 4.0),
    ("jobs_duration_seconds_bucket", (("le", "1.0"), A), 0.0),
    ("jobs_duration_seconds_bucket", (("le", "2.0"), A), 2.0),
    ("jobs_duration_seconds_bucket", (("le", "+Inf"), A), 2.0),
    ("jobs_duration_seconds_sum", (A,), 3.5),
    ("jobs_duration_seconds_count", (A,), 2.0),
}
