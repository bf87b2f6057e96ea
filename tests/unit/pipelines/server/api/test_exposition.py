"""Prometheus' text format."""

from __future__ import annotations

from pipelines.server.api.exposition import Metric, text
from pipelines.server.api.metrics import tally_metrics


def test_a_counter_with_labels_that_need_escaping() -> None:
    metric = Metric("jobs_x_total", "counter", "Help")
    metric.add(3, pipeline='a"b\\c\nd')
    metric.add(0.5)
    assert text([metric]).splitlines() == [
        "# HELP jobs_x_total Help",
        "# TYPE jobs_x_total counter",
        'jobs_x_total{pipeline="a\\"b\\\\c\\nd"} 3',
        "jobs_x_total 0.5",
    ]


def test_buckets_add_up() -> None:
    metric = Metric("jobs_s", "histogram", "Help")
    metric.add_histogram([0.1, 1], {0: 2, 1: 3, 2: 1}, 4.5, pipeline="a")
    assert text([metric]).splitlines()[2:] == [
        'jobs_s_bucket{pipeline="a",le="0.1"} 2',
        'jobs_s_bucket{pipeline="a",le="1"} 5',
        'jobs_s_bucket{pipeline="a",le="+Inf"} 6',
        'jobs_s_sum{pipeline="a"} 4.5',
        'jobs_s_count{pipeline="a"} 6',
    ]


def test_the_tally_becomes_counters_and_histograms() -> None:
    tally = [
        ("finished", {"pipeline": "a", "status": "failed"}, 2.0),
        ("seconds", {"pipeline": "a"}, 3.5),
        ("seconds_bucket", {"pipeline": "a", "bucket": 1}, 2.0),
        ("retries", {"pipeline": "a", "step": "s"}, 4.0),
    ]
    lines = text(tally_metrics(tally, [1.0, 2.0])).splitlines()
    assert 'jobs_finished_total{pipeline="a",status="failed"} 2' in lines
    assert 'jobs_duration_seconds_bucket{pipeline="a",le="2"} 2' in lines
    assert 'jobs_step_retries_total{pipeline="a",step="s"} 4' in lines
