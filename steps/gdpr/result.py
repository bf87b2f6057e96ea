"""The result of gdpr-exporter, and the manifest inside the package: what is in, what is not, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from steps.core.models import Closed

Withholding = Literal["secret", "third_party", "exclude"]


class Withheld(Closed):
    """Something the package does not hold. Without `column` and `rows_by` it is the whole table."""

    table: str
    column: str | None = None
    rows_by: str | None = Field(default=None, description="The link whose rows are left out")
    classification: Withholding
    reason: str


class ExportedTable(Closed):
    """One table in the package. Counts are of rows, of values made pseudonyms, of texts with a person replaced."""

    table: str
    title: str | None
    file: str = Field(description="Its files in the package are data/<file>.jsonl and data/<file>.csv")
    rows: int
    art15: bool = True
    art20: bool
    pseudonyms: int
    replaced_texts: int


class PackageFile(Closed):
    """One file of the package; `rows` only where it holds rows of a table."""

    name: str
    bytes: int
    sha256: str
    rows: int | None = None
    source_table: str | None = None
    legal: list[Literal["art15", "art20"]] = []
    redactions: list[str] = []


class Manifest(Closed):
    """manifest.json. The snapshot says which moment of the database all files show."""

    schema_version: Literal["1"] = "1"
    request_id: str
    snapshot_id: str
    snapshot_at: datetime
    data_map_sha256: str
    files: list[PackageFile]
    withheld: list[Withheld]


class GdprResult(Closed):
    """What came of the request. The person's key is not in it."""

    tables: list[ExportedTable]
    rows: int
    files: int
    bytes: int
    sha256: str
    expires_at: datetime
    snapshot_id: str
    snapshot_at: datetime
    withheld: list[Withheld]
    pseudonymised: int = Field(description="Values of other people that became pseudonyms")
    replaced_texts: int = Field(
        description="Texts in which the name or address of another person was replaced"
    )
    data_map_sha256: str = Field(description="Of the reviewed map the export was made with")
