"""The whole present schema as one text, in an order that never varies: `make schema` writes it, a test compares it.

Read from the catalog with the server's own deparsers and not by pg_dump, whose text differs between its own minor
versions. The bodies of functions stay out: they stand in functions/, and here as well they would only be a second copy.
"""

from __future__ import annotations

import shutil
import tempfile
from itertools import groupby
from pathlib import Path

import psycopg

from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres import sql
from steps.core.postgres.migrate import migrate
from tests.support.rows import Connection

QUERIES = sql.load("catalog.sql", "tests.integration.schema.migrating")
PATH = Path(sql.__file__).with_name("schema.sql")
HEAD = """\
-- The whole present schema, written by `make schema`: to be read, neither edited nor run.
-- It comes about by migrations/ and functions/; the bodies of the functions and all comments stand there.
"""


def dump(connection: Connection) -> str:
    """The schema of a migrated database."""
    with connection.transaction():
        connection.execute("set local search_path = ''")
        found = {name: connection.execute(query).fetchall() for name, query in QUERIES.items()}
    constraints, indexes, triggers = (dict(found[name]) for name in ("constraints", "indexes", "triggers"))
    parts = [HEAD, "".join(f"{text};\n" for (text,) in found["sequences"])]
    for table, columns, options in found["tables"]:
        lines = ",\n".join(f"    {line}" for line in [*columns, *constraints.get(table, ())])
        more = "".join(f"{text};\n" for text in [*indexes.get(table, ()), *triggers.get(table, ())])
        storage = f" with ({options})" if options else ""
        parts.append(f"create table jobs.{table} (\n{lines}\n){storage};\n{more}")
    for file, routines in groupby(found["routines"], lambda row: row[0]):
        where = f"functions/{file}.sql" if file else "migrations/"
        parts.append(f"-- {where}\n" + "".join(f"-- {text}\n" for _, text in routines))
    return "\n".join(parts)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="jobs-schema-"))
    server = start_postgres(folder)
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            migrate(connection)
            PATH.write_text(dump(connection), encoding="utf-8")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
