"""When schedules are planned; the tables decide what daylight saving means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from pipelines.operations.schedules.timing import CannotPlan, Timing, cron_fault, zone

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def by_cron(expression: str, tz: str, after: str, most: int = 3) -> list[str]:
    """The next planned times after a moment that the zone's clock shows, in UTC."""
    moment = datetime.fromisoformat(after)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone(tz))
    times = Timing("trial", expression, None, tz, EPOCH).after(moment)
    return [f"{planned:%Y-%m-%dT%H:%MZ}" for planned in islice(times, most)]


@pytest.mark.parametrize(
    ("case", "expression", "tz", "after", "expected"),
    [
        ("nothing special", "30 2 * * *", "Europe/Berlin", "2026-07-01T12:00",
         ["2026-07-02T00:30Z", "2026-07-03T00:30Z"]),
        # Berlin skips 02:00 to 03:00 on 29 March 2026: 03:00 is 01:00 UTC.
        ("skipped: at the first minute after", "30 2 * * *", "Europe/Berlin", "2026-03-28T12:00",
         ["2026-03-29T01:00Z", "2026-03-30T00:30Z"]),
        ("the gap's first minute", "0 2 * * *", "Europe/Berlin", "2026-03-28T12:00",
         ["2026-03-29T01:00Z", "2026-03-30T00:00Z"]),
        ("several in the gap are one", "*/15 * * * *", "Europe/Berlin", "2026-03-29T01:40",
         ["2026-03-29T00:45Z", "2026-03-29T01:00Z", "2026-03-29T01:15Z"]),
        ("every hour loses none that exists", "0 * * * *", "Europe/Berlin", "2026-03-29T00:30",
         ["2026-03-29T00:00Z", "2026-03-29T01:00Z", "2026-03-29T02:00Z"]),
        ("asked in the moment after the gap", "30 2 * * *", "Europe/Berlin", "2026-03-29T03:00", ["2026-03-30T00:30Z"]),
        # Berlin shows 02:00 to 03:00 twice on 25 October 2026: first at 00:00 UTC, again at 01:00 UTC.
        ("repeated: once, the first time", "30 2 * * *", "Europe/Berlin", "2026-10-24T12:00",
         ["2026-10-25T00:30Z", "2026-10-26T01:30Z"]),
        ("all of a repeated hour once", "*/30 2 * * *", "Europe/Berlin", "2026-10-24T12:00",
         ["2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-26T01:00Z"]),
        ("every hour: the repeated one once", "0 * * * *", "Europe/Berlin", "2026-10-25T01:30",
         ["2026-10-25T00:00Z", "2026-10-25T02:00Z"]),
        ("asked while it is shown again", "45 2 * * *", "Europe/Berlin", "2026-10-25T01:15+00:00",
         ["2026-10-26T01:45Z"]),
        ("asked while it is shown first", "45 2 * * *", "Europe/Berlin", "2026-10-25T00:15+00:00",
         ["2026-10-25T00:45Z"]),
        # New York skips 02:00 to 03:00 on 8 March 2026 and repeats 01:00 to 02:00 on 1 November.
        ("New York skips", "30 2 * * *", "America/New_York", "2026-03-07T12:00",
         ["2026-03-08T07:00Z", "2026-03-09T06:30Z"]),
        ("New York repeats", "30 1 * * *", "America/New_York", "2026-10-31T12:00",
         ["2026-11-01T05:30Z", "2026-11-02T06:30Z"]),
        # Lord Howe moves by half an hour: 02:00 is skipped on 4 October 2026, 01:30 repeated on 5 April.
        ("half an hour is skipped", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00",
         ["2026-10-03T15:30Z", "2026-10-04T15:15Z"]),
        ("just after the half hour", "30 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00",
         ["2026-10-03T15:30Z", "2026-10-04T15:30Z"]),
        ("half an hour is repeated", "45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00",
         ["2026-04-04T14:45Z", "2026-04-05T15:15Z"]),
        # Samoa had no 30 December 2011: the 31st began at 10:00 UTC on the 30th.
        ("a day is skipped", "0 3 * * *", "Pacific/Apia", "2011-12-28T12:00",
         ["2011-12-29T13:00Z", "2011-12-30T10:00Z", "2011-12-30T13:00Z"]),
        ("all of a skipped day is one", "0 */6 30 12 *", "Pacific/Apia", "2011-12-01T12:00",
         ["2011-12-30T10:00Z", "2012-12-29T10:00Z"]),
        ("the last day of each month", "0 0 L * *", "UTC", "2026-01-15T00:00+00:00",
         ["2026-01-31T00:00Z", "2026-02-28T00:00Z", "2026-03-31T00:00Z"]),
        ("the 31st, where there is one", "0 0 31 * *", "UTC", "2026-01-01T00:00+00:00",
         ["2026-01-31T00:00Z", "2026-03-31T00:00Z", "2026-05-31T00:00Z"]),
        ("29 February", "0 12 29 2 *", "UTC", "2026-01-01T00:00+00:00", ["2028-02-29T12:00Z", "2032-02-29T12:00Z"]),
        ("no leap year in 2100", "0 12 29 2 *", "UTC", "2096-03-01T00:00+00:00", ["2104-02-29T12:00Z"]),
        ("the second Tuesday", "0 9 * * TUE#2", "UTC", "2026-11-01T00:00+00:00",
         ["2026-11-10T09:00Z", "2026-12-08T09:00Z"]),
        ("either day, as cron has it", "0 0 13 * FRI", "UTC", "2026-11-10T00:00+00:00",
         ["2026-11-13T00:00Z", "2026-11-20T00:00Z", "2026-11-27T00:00Z"]),
        ("strictly later, also within a second", "0 3 * * *", "UTC", "2026-11-30T03:00:00.5+00:00",
         ["2026-12-01T03:00Z"]),
        ("half a second before", "0 3 * * *", "UTC", "2026-11-30T02:59:59.5+00:00", ["2026-11-30T03:00Z"]),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and "*" not in value else "",
)  # fmt: skip
def test_cron_counts_on_the_wall(
    case: str, expression: str, tz: str, after: str, expected: list[str]
) -> None:
    assert by_cron(expression, tz, after, len(expected)) == expected


@pytest.mark.parametrize(
    "tz", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
)
@pytest.mark.parametrize("expression", ["*/10 * * * *", "30 1,2,3 * * *", "0 0 * * *"])
def test_planned_times_only_grow_and_do_not_depend_on_when_one_asks(expression: str, tz: str) -> None:
    timing = Timing("trial", expression, None, tz, EPOCH)
    start = datetime(2026, 3, 27, tzinfo=UTC)
    times = list(islice(timing.after(start), 500))
    assert times == sorted(set(times))
    for earlier, later in pairwise(times):
        for moment in (earlier, earlier + timedelta(seconds=1), later - timedelta(seconds=1)):
            assert next(timing.after(moment)) == later


def test_an_interval_is_true_elapsed_time_also_where_the_clock_is_moved() -> None:
    anchor = datetime(2026, 3, 28, 23, 30, tzinfo=zone("Europe/Berlin"))
    times = list(islice(Timing("trial", None, 7200, "UTC", anchor).after(anchor), 4))
    assert [later - earlier for earlier, later in zip([anchor, *times], times, strict=False)] == [
        timedelta(hours=2)
    ] * 4
    after = times[1] + timedelta(microseconds=1)
    assert next(Timing("trial", None, 7200, "UTC", anchor).after(after)) == times[2]
    before = anchor - timedelta(days=1)
    assert next(Timing("trial", None, 7200, "UTC", anchor).after(before)) == times[0]


def test_the_jitter_of_a_planned_time_is_always_the_same_and_each_has_its_own() -> None:
    anchor = datetime(2026, 1, 1, tzinfo=UTC)
    timing = Timing("trial", None, 3600, "UTC", anchor, jitter=600)
    times = list(islice(timing.after(anchor), 200))
    late = [(timing.due(planned) - planned).total_seconds() for planned in times]
    assert late == [
        (timing.due(planned.astimezone(zone("Asia/Tokyo"))) - planned).total_seconds() for planned in times
    ]
    assert (min(late) >= 0, max(late) <= 600, len(set(late)) > 100) == (True, True, True)
    other = Timing("another", None, 3600, "UTC", anchor, jitter=600)
    assert late != [(other.due(planned) - planned).total_seconds() for planned in times]


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("0 3 * *", "must have five fields: minute, hour, day of month, month, day of week"),
        ("0 0 3 * * *", "must have five fields: minute, hour, day of month, month, day of week"),
        ("60 3 * * *", "is not valid: the field minute"),
        ("0 24 * * *", "is not valid: the field hour"),
        ("0 0 0 * *", "is not valid: the field day of month"),
        ("0 0 1 13 *", "is not valid: the field month"),
        ("0 0 * * 8", "is not valid: the field day of week"),
        ("0 0 30 2 *", "is not valid: the field day of month"),
        ("*/0 * * * *", "is not valid: the field minute"),
        ("@daily", "must have five fields: minute, hour, day of month, month, day of week"),
        ("a b c d e", "is not valid: the field minute"),
        (f"{'9' * 150} * * * *", "is not valid: the field minute"),
    ],
)
def test_a_wrong_expression_is_refused_with_the_field(expression: str, sentence: str) -> None:
    assert cron_fault(expression) == sentence


@pytest.mark.parametrize("tz", ["", "Berlin", "Europe", "../etc/passwd", "europe/berlin", "UTC+1", "a\x00b"])
def test_a_wrong_zone_is_refused(tz: str) -> None:
    with pytest.raises(CannotPlan, match="is no IANA time zone such as Europe/Berlin"):
        zone(tz)
