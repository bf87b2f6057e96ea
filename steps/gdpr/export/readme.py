"""What the person reads: the package's README, with the information Art. 15(1) asks for; and the job's report."""

from __future__ import annotations

from datetime import datetime

from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.data_map.models import Information
from steps.gdpr.export.pages import Section
from steps.gdpr.names import Table
from steps.gdpr.result import ExportedTable, GdprResult, Withheld

TITLE = "Your personal data"
REPORT_TITLE = "Export of personal data"
RIGHTS = (
    "You may ask us to correct your data (Art. 16), to erase it (Art. 17) or to restrict what we do with it (Art. 18). "
    "You may take the data you gave us to somebody else (Art. 20), and you may object to our processing (Art. 21)."
)
FILES = (
    "data/*.csv opens in a spreadsheet. Every cell stands in quotes; where a text could be taken for a formula, an "
    "apostrophe stands before it.",
    "data/*.jsonl holds the same rows without any change, one JSON object per line, for programs.",
    "schema/*.json says what each column is. manifest.json lists every file with its rows, size and SHA-256 checksum.",
    "Check all files with: sha256sum -c SHA256SUMS",
)
OTHERS = (
    "Other people have a right to their privacy too (Art. 15(4)). Where a row of yours names somebody else, a word "
    "such as customer-1f2e3d4c5b6a stands for them. It is the same word for the same person throughout this package, "
    "and it means nothing outside it."
)


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def readme(
    data_map: DataMap,
    information: Information,
    tables: list[ExportedTable],
    left_out: list[Withheld],
    at: datetime,
) -> list[Section]:
    """The README's sections; `at` is the moment of the snapshot."""
    contact = information.contact
    officer = information.data_protection_officer
    return [
        Section("What this is", (
            f"This is a copy of the personal data that {information.controller} holds about you, as it was on "
            f"{_when(at)} (GDPR, Art. 15). Files marked portable hold what you gave us yourself (Art. 20).",
        )),
        Section("What is inside", (),
                ("What", "File", "Rows", "Portable", "Why we have it", "Who gets it", "How long"),
                tuple(_table_row(data_map, table) for table in tables)),
        Section("What is not inside, and why", () if left_out else ("Nothing is left out.",), ("What", "Why"),
                tuple((place(entry), entry.reason) for entry in left_out)),
        Section("Other people", (OTHERS,)),
        Section("How to read the files", FILES),
        Section("Where the data comes from", (information.source,)),
        Section("Automated decisions", (information.automated_decisions,)),
        Section("Other countries", (information.transfers,)),
        Section("Your rights", (RIGHTS, f"Write to us: {contact}.",
                                f"You may complain to {information.supervisory_authority}.")),
        Section("Who we are", (information.controller, f"Contact: {contact}",
                               *([f"Data protection officer: {officer}"] if officer else []))),
    ]  # fmt: skip


def report(result: GdprResult) -> list[Section]:
    """For whoever runs the job. It holds counts and names of tables, nothing of the person's data."""
    return [
        Section("Export", (
            f"{result.rows:,} rows of {len(result.tables)} tables in {result.files} files, {result.bytes:,} bytes, "
            f"as of {_when(result.snapshot_at)}. It is deleted on {_when(result.expires_at)}.",
            f"SHA-256 {result.sha256}",
        )),
        Section("Tables", (), ("Table", "Rows", "Legal basis", "Pseudonyms", "Texts with names replaced"), tuple(
            (entry.table, f"{entry.rows:,}", "Art. 15, 20" if entry.art20 else "Art. 15", f"{entry.pseudonyms:,}",
             f"{entry.replaced_texts:,}") for entry in result.tables
        )),
        Section("Withheld", () if result.withheld else ("Nothing.",), ("What", "Class", "Why"),
                tuple((place(entry), entry.classification, entry.reason) for entry in result.withheld)),
    ]  # fmt: skip


def place(entry: Withheld) -> str:
    if entry.column:
        return f"{entry.table}.{entry.column}"
    return f"{entry.table}, rows where {entry.rows_by}" if entry.rows_by else entry.table


def _table_row(data_map: DataMap, table: ExportedTable) -> tuple[str, ...]:
    item = data_map.tables[Table.parse(table.table)]
    return (
        table.title or table.table, f"data/{table.file}.csv", f"{table.rows:,}", "yes" if table.art20 else "no",
        item.purpose or "", ", ".join(item.recipients) or "nobody", item.retention or "",
    )  # fmt: skip
