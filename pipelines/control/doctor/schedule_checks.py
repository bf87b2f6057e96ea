"""Is what is planned sent, and does every schedule's data still fit?"""

from __future__ import annotations

from typing import Any

import psycopg

from pipelines.control.doctor.findings import Finding
from steps.core.postgres.sql import load

QUERIES = load("doctor.sql", "pipelines.control.doctor")
SUBJECT = "schedules"
LATE_SECONDS = 60.0
NAMED = 5


def check_schedules(connection: psycopg.Connection[Any]) -> Finding:
    row = connection.execute(QUERIES["schedules"], {"named": NAMED}).fetchone()
    assert row is not None  # noqa: S101  an aggregate always gives a row
    count, late, refused, names = row
    if late > LATE_SECONDS:
        text = f"what was planned {late:.0f} s ago was not sent"
        remedy = "start `bgjobs dev` or the control plane; if one runs, look in its log for `scheduler`"
        return Finding(subject=SUBJECT, level="fail", text=text, remedy=remedy)
    if refused:
        text = f"{refused} of {count} could not send what was planned last: {', '.join(names)}"
        remedy = "`bgjobs schedule show NAME` says why; set it anew with data that its pipeline takes"
        return Finding(subject=SUBJECT, level="warn", text=text, remedy=remedy)
    return Finding(subject=SUBJECT, level="ok", text=f"{count} are set, and none is late")
