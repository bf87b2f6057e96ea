"""What a data map says: which rows and columns of a database are a person's, and what may leave it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator, model_validator

from steps.core.models import Closed
from steps.gdpr.names import ColumnName, Link, Table

TableName = Annotated[
    Table,
    PlainValidator(lambda value: value if isinstance(value, Table) else Table.parse(str(value))),
    PlainSerializer(str),
]
LinkText = Annotated[
    Link,
    PlainValidator(lambda value: value if isinstance(value, Link) else Link.parse(str(value))),
    PlainSerializer(str),
]
ColumnText = Annotated[
    ColumnName,
    PlainValidator(lambda value: value if isinstance(value, ColumnName) else ColumnName.parse(str(value))),
    PlainSerializer(str),
]
Kind = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,30}$")]
RowClass = Literal["own", "shared", "third_party", "exclude"]
ColumnClass = Literal["own", "shared", "third_party", "secret", "exclude"]
EXPORTED: frozenset[RowClass] = frozenset({"own", "shared"})


class Classified(Closed):
    """Something that is classed; `note` is a remark for reviewers and never leaves the map."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    reason: str | None = None
    note: str | None = None


class ColumnMap(Classified):
    """How one column leaves: own and shared as it is, third_party as a pseudonym, secret and exclude not at all."""

    class_: ColumnClass = Field(alias="class")
    kind: Kind | None = Field(
        default=None, description="What a third_party value names: customer, email, ..."
    )
    without: list[str] = Field(
        default=[], description="Members of a JSON column that stay out: `session.token`"
    )

    @model_validator(mode="after")
    def _explained(self) -> ColumnMap:
        if (self.class_ == "third_party") != (self.kind is not None):
            raise ValueError("a column of class third_party, and no other, needs a kind")
        return self


class LinkMap(Classified):
    """One way to the rows of a table. Rows are followed over own and shared links; the others say why not."""

    link: LinkText
    class_: RowClass | None = Field(
        default=None, alias="class", description="Default: the class of the table"
    )


class Counterparty(Closed):
    """Another person named in texts of a shared row: `values` of the linked table are replaced in `columns`.

    `who` is the row's column that says who it is (default: the link's first); it gives the pseudonym, and where it is
    the subject, nothing is replaced.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    link: LinkText
    kind: Kind
    who_: str | None = Field(default=None, alias="who")
    values: list[str] = Field(min_length=1)
    columns: list[str] = Field(min_length=1, alias="in")

    @property
    def who(self) -> str:
        return self.who_ or self.link.columns[0]


class TableMap(Classified):
    """One table: which of its rows (links, where) and which of its columns."""

    title: str | None = Field(default=None, description="What people call it")
    class_: RowClass = Field(default="own", alias="class")
    art20: bool = Field(
        default=False, description="Provided by the person, so portable (Art. 20); all is Art. 15"
    )
    purpose: str | None = None
    recipients: list[str] = []
    retention: str | None = None
    links: list[
        Annotated[LinkMap, BeforeValidator(lambda item: {"link": item} if isinstance(item, str) else item)]
    ] = []
    where: dict[str, str | int | None] = Field(
        default={}, description="Only rows with these values, such as one tenant's"
    )
    counterparties: list[Counterparty] = []
    columns: dict[
        str,
        Annotated[
            ColumnMap, BeforeValidator(lambda item: {"class": item} if isinstance(item, str) else item)
        ],
    ] = {}

    @property
    def exported(self) -> bool:
        return self.class_ in EXPORTED

    @property
    def followed(self) -> list[Link]:
        """The links over which rows are reached."""
        return [item.link for item in self.links if (item.class_ or self.class_) in EXPORTED]


class Subject(Closed):
    """Whose data it is: the table with one row per person, and the key that requests name."""

    table: TableName
    key: str
    type: str = Field(description="The key's type in PostgreSQL, such as bigint or uuid")
    identifiers: dict[Kind, list[ColumnText]] = Field(
        default={},
        description="Columns by kind: a third_party value that stands in one of them is the person's own",
    )


class Information(Closed):
    """What Art. 15(1) and (2) ask to tell beside the data itself."""

    controller: str
    contact: str
    data_protection_officer: str | None = None
    supervisory_authority: str
    source: str
    automated_decisions: str
    transfers: str


class Review(Closed):
    """Who looked at the whole map and approved it."""

    by: str
    date: date


class MapFields(Closed):
    """The file's fields, each right by itself. `reviewed` is empty in a proposal, and the job refuses such a map."""

    version: Literal[1] = 1
    reviewed: Review | None = None
    information: Information | None = None
    subject: Subject
    ignored_schemas: dict[str, str] = Field(
        default={}, description="Schemas that stay out, each with the reason"
    )
    tables: dict[TableName, TableMap]

    @property
    def exported(self) -> dict[Table, TableMap]:
        return {table: item for table, item in self.tables.items() if item.exported}
