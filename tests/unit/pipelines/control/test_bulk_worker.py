"""What people see of an error that hinders an operation holds no text of a row."""

from __future__ import annotations

import psycopg

from pipelines.control.bulk_worker import code_of
from steps.core.errors import TemporaryError


def test_an_error_is_told_by_its_code() -> None:
    assert code_of(TemporaryError("storage_unavailable", "it does not answer")) == "storage_unavailable"
    assert code_of(psycopg.errors.DiskFull("could not write (secret)")) == "sqlstate_53100"
    assert code_of(psycopg.OperationalError("secret")) == "sqlstate_none"
