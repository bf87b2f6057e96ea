"""Export everything the reviewed data map says is one person's, as a zip that is streamed into storage."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

from steps.core.context import Context
from steps.core.delivery import store_text
from steps.core.errors import ConfigurationError, PermanentError
from steps.core.models import Check, DocumentRef, Envelope, Model
from steps.core.needs import Need
from steps.core.settings import Settings
from steps.gdpr.catalog import Catalog, read_catalog
from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.data_map.drift import find_drift
from steps.gdpr.data_map.yaml_file import parse_map, read_text
from steps.gdpr.export import pages
from steps.gdpr.export.package import Package
from steps.gdpr.export.plan import Planned, plan
from steps.gdpr.export.readme import REPORT_TITLE, report
from steps.gdpr.export.selection import Selection, identifier
from steps.gdpr.export.source import Snapshot, snapshot
from steps.gdpr.register import Register
from steps.gdpr.result import GdprResult

NEEDS = frozenset({Need.GDPR, Need.STORAGE})
RESERVE = 15.0  # seconds kept back from the database's time, to finish the zip and to store the result
NAMED = 10  # differences that an error message names


class Input(Model):
    subject_id: str
    requested_by: str
    verified_how: str
    expires_days: int = 7


Output = Envelope[GdprResult]


def run(input: Input, context: Context) -> Output:
    url, text = _settings(context.settings)
    data_map = reviewed(parse_map(text))
    digest = hashlib.sha256(text.encode()).hexdigest()
    with snapshot(url, subject_id=input.subject_id, seconds=context.time_left - RESERVE) as source:
        catalog = read_catalog(source.connection)
        check_drift(data_map, catalog)
        _check_subject(source.connection, data_map, Selection(data_map, catalog))
        tables = plan(data_map, catalog, source)
        package = Package(context.job_id, data_map, digest, source, tables, context.progress)
        export, expires_at = _store(input, context, source, package)
    result = _result(tables, package, export, expires_at, source, digest)
    written = pages.as_markdown(REPORT_TITLE, report(result))
    report_ref = store_text(context, "report.md", written)
    context.log.info(
        "export_stored", extra={"rows": result.rows, "bytes": result.bytes, "files": result.files}
    )
    return Output(
        job_id=context.job_id, pipeline=context.pipeline, created_at=datetime.now(UTC), engine="none",
        engine_detail="reviewed data map, no model", checks=_checks(result),
        artifacts={"export": export, "report": report_ref}, result=result,
    )  # fmt: skip


def reviewed(data_map: DataMap) -> DataMap:
    """The map itself. Errors: ConfigurationError `data_map_not_reviewed` for a mere proposal."""
    if data_map.reviewed is None:
        raise ConfigurationError(
            "data_map_not_reviewed", "nobody has reviewed the data map; check it, then fill in `reviewed`"
        )
    return data_map


def check_drift(data_map: DataMap, catalog: Catalog) -> None:
    """Errors: PermanentError `data_map_drift` that names what differs."""
    drift = find_drift(data_map, catalog)
    if drift:
        more = [f"and {len(drift) - NAMED} more"] if len(drift) > NAMED else []
        raise PermanentError("data_map_drift", "; ".join([*drift[:NAMED], *more]))


def _settings(settings: Settings) -> tuple[str, str]:
    """The database's URL and the text of the data map."""
    if settings.gdpr_database_url is None:
        raise ConfigurationError("gdpr_not_configured", "JOBS_GDPR_DATABASE_URL is not set")
    if settings.gdpr_data_map is None:
        raise ConfigurationError("gdpr_not_configured", "JOBS_GDPR_DATA_MAP is not set")
    return settings.gdpr_database_url.get_secret_value(), read_text(settings.gdpr_data_map)


def _check_subject(connection: psycopg.Connection[Any], data_map: DataMap, selection: Selection) -> None:
    """Errors: PermanentError `subject_not_found`; a key that is no value of the key's type names nobody either."""
    table = data_map.subject.table
    query = sql.SQL("select from {} t where {}").format(identifier(table), selection.condition(table, "t"))
    try:
        found = connection.execute(query).rowcount
    except psycopg.DataError:
        found = 0
    if found != 1:
        raise PermanentError("subject_not_found", f"no row of {table} has the requested key")


def _store(
    input: Input, context: Context, source: Snapshot, package: Package
) -> tuple[DocumentRef, datetime]:
    """Write the zip to its key, which is the same in each attempt, and keep the register."""
    key = f"jobs/{context.job_id}/export.zip"
    expires_at = datetime.now(UTC) + timedelta(days=input.expires_days)
    register = Register(context.connection, context.job_id)
    subject_hash = register.subject_hash(input.subject_id)
    register.open(
        subject_hash=subject_hash, requested_by=input.requested_by, verified_how=input.verified_how,
        object_key=key, expires_at=expires_at,
    )  # fmt: skip
    name = f"export-{subject_hash[:8]}-{source.at:%Y%m%dT%H%M%SZ}.zip"
    export = context.storage.put(key, package, media_type="application/zip", name=name)
    register.close(sha256=export.sha256, size=export.bytes)
    return export, expires_at


def _result(
    tables: list[Planned],
    package: Package,
    export: DocumentRef,
    expires_at: datetime,
    source: Snapshot,
    digest: str,
) -> GdprResult:
    entries = [planned.result() for planned in tables]
    return GdprResult(
        tables=entries, rows=sum(entry.rows for entry in entries), files=len(package.files), bytes=export.bytes or 0,
        sha256=export.sha256 or "", expires_at=expires_at, snapshot_id=source.id, snapshot_at=source.at,
        withheld=package.withheld, pseudonymised=sum(entry.pseudonyms for entry in entries),
        replaced_texts=sum(entry.replaced_texts for entry in entries), data_map_sha256=digest,
    )  # fmt: skip


def _checks(result: GdprResult) -> list[Check]:
    """Each of these would have ended the job, had it failed."""
    tables = f"{len(result.tables)} tables"
    return [
        Check(
            code="data_map_agrees",
            passed=True,
            detail=f"{tables}: the live schema has nothing the map does not say",
        ),
        Check(
            code="rows_complete",
            passed=True,
            detail=f"{tables}: as many rows written as counted in the snapshot",
        ),
    ]
