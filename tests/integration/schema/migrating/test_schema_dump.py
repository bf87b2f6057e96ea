"""The committed text of the whole schema is that of the present one."""

from __future__ import annotations

from tests.integration.schema.migrating.schema_dump import PATH, dump
from tests.support.rows import Connection


def test_schema_sql_is_the_present_schema(connection: Connection) -> None:
    assert PATH.read_text(encoding="utf-8") == dump(connection), "run `make schema`"
