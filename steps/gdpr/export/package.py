"""The zip of one export, written while it is read: nothing of a table stays in memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import zipstream

from steps.core.errors import PermanentError
from steps.gdpr.catalog import Column
from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.data_map.models import ColumnMap, Information
from steps.gdpr.export import pages
from steps.gdpr.export.plan import Planned
from steps.gdpr.export.readme import TITLE, readme
from steps.gdpr.export.source import Snapshot
from steps.gdpr.export.table_export import stream
from steps.gdpr.export.withholding import redactions, withheld
from steps.gdpr.result import Manifest, PackageFile, Withheld

LEVEL = 6  # of zlib: a fifth smaller than level 1, and the database remains the slower side


class Package:
    """Yields the bytes of the zip once; `files` fills up meanwhile. Zip64 throughout, so no file is too big.

    Errors: PermanentError `rows_changed`.
    """

    def __init__(
        self, request_id: str, data_map: DataMap, map_sha256: str, snapshot: Snapshot, tables: list[Planned],
        progress: Callable[[int, int], None],
    ) -> None:  # fmt: skip
        self.files: list[PackageFile] = []
        self.withheld: list[Withheld] = withheld(data_map)
        self._request_id, self._map, self._map_sha256 = request_id, data_map, map_sha256
        self._snapshot, self._tables = snapshot, tables
        self._progress = _Progress(progress, sum(planned.counts.rows for planned in tables))
        self._zip = zipstream.ZipStream(compress_type=zipstream.ZIP_DEFLATED, compress_level=LEVEL)

    def __iter__(self) -> Iterator[bytes]:
        yield from self._readme()
        for planned in self._tables:
            yield from self._table(planned)
        yield from self._text("manifest.json", self._manifest().model_dump_json(indent=2, by_alias=True))
        sums = "".join(f"{file.sha256}  {file.name}\n" for file in self.files)
        yield from self._text("SHA256SUMS", sums)
        yield from self._zip.finalize()

    def _readme(self) -> Iterator[bytes]:
        information: Information | None = self._map.information
        assert information is not None  # noqa: S101  a reviewed map has it
        results = [planned.result() for planned in self._tables]
        sections = readme(self._map, information, results, self.withheld, self._snapshot.at)
        yield from self._text("README.txt", pages.as_text(TITLE, sections))
        yield from self._text("README.html", pages.as_html(TITLE, sections))

    def _table(self, planned: Planned) -> Iterator[bytes]:
        export = planned.export
        facts: dict[str, Any] = {
            "source_table": planned.table, "rows": planned.counts.rows,
            "legal": ["art15", "art20"] if export.item.art20 else ["art15"], "redactions": redactions(export.item),
        }  # fmt: skip
        description = {
            "table": planned.table, "title": export.item.title, "primary_key": export.relation.primary_key,
            "columns": [_described(live, item) for live, item in export.columns.kept],
        }  # fmt: skip
        yield from self._text(
            f"schema/{export.file}.json", json.dumps(description, indent=2, ensure_ascii=False)
        )
        for ending, statement, header in (("jsonl", export.json_lines(), 0), ("csv", export.csv(), 1)):
            self._progress.lines_of_file = -header
            lines = stream(self._snapshot.connection, statement, self._progress.add)
            yield from self._file(f"data/{export.file}.{ending}", lines, facts)
            self._check_rows(planned, self._progress.lines_of_file)

    def _check_rows(self, planned: Planned, read: int) -> None:
        """One snapshot gives one answer, unless a view asks for the time or for chance."""
        if read != planned.counts.rows:
            raise PermanentError(
                "rows_changed",
                f"{planned.table} gave {planned.counts.rows} rows when counted and {read} when read in one snapshot",
            )

    def _manifest(self) -> Manifest:
        return Manifest(
            request_id=self._request_id, snapshot_id=self._snapshot.id, snapshot_at=self._snapshot.at,
            data_map_sha256=self._map_sha256, files=list(self.files), withheld=self.withheld,
        )  # fmt: skip

    def _text(self, name: str, text: str) -> Iterator[bytes]:
        yield from self._file(name, [text.encode()], {})

    def _file(self, name: str, chunks: Iterable[bytes], facts: dict[str, Any]) -> Iterator[bytes]:
        measured = _Measured(chunks)
        self._zip.add(measured, name)
        yield from self._zip.all_files()
        digest = measured.sha256.hexdigest()
        self.files.append(PackageFile(name=name, bytes=measured.bytes, sha256=digest, **facts))


class _Measured:
    """Passes chunks on and keeps their size and checksum."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.sha256 = hashlib.sha256()
        self.bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.sha256.update(chunk)
            self.bytes += len(chunk)
            yield chunk


class _Progress:
    """Counts lines of both files of each table and reports rows: half a row for each."""

    def __init__(self, report: Callable[[int, int], None], rows: int) -> None:
        self._report, self._rows, self._lines = report, rows, 0
        self.lines_of_file = 0

    def add(self, lines: int) -> None:
        self._lines += lines
        self.lines_of_file += lines
        self._report(min(self._lines // 2, self._rows), self._rows)


def _described(live: Column, item: ColumnMap) -> dict[str, str]:
    facts = {"name": live.name, "type": live.type, "class": item.class_}
    if item.kind:
        facts["pseudonym"] = f"{item.kind}-..."
    return facts
