"""Names of tables and links as the data map writes them: `public.orders`, `customer_id = public.customers(id)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r'(?:[^\s"(),.=~]+|"(?:[^"]|"")+")'
_NAMES = rf"{_NAME}(?:\s*,\s*{_NAME})*"
_TABLE = re.compile(rf"\s*({_NAME})\.({_NAME})\s*")
_LINK = re.compile(rf"\s*({_NAMES})\s*([=~])\s*({_NAME}\.{_NAME})\s*\(\s*({_NAMES})\s*\)\s*")
_COLUMN = re.compile(rf"\s*({_NAME}\.{_NAME})\s*\(\s*({_NAME})\s*\)\s*")
_PLAIN = re.compile(r"[^\s\"(),.=~]+")


def _unquote(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _quote(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _split(names: str) -> tuple[str, ...]:
    return tuple(_unquote(name) for name in re.findall(_NAME, names))


@dataclass(frozen=True, order=True)
class Table:
    """A table or view by schema and name. Case counts; a name with odd characters stands in double quotes."""

    schema: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Table:
        """Errors: ValueError for what is not written as `schema.table`."""
        match = _TABLE.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a table written as schema.table")
        return cls(_unquote(match[1]), _unquote(match[2]))

    def __str__(self) -> str:
        return f"{_quote(self.schema)}.{_quote(self.name)}"


@dataclass(frozen=True, order=True)
class ColumnName:
    """A column with its table, written `public.customers(email)`."""

    table: Table
    column: str

    @classmethod
    def parse(cls, text: str) -> ColumnName:
        """Errors: ValueError for what is not written as `schema.table(column)`."""
        match = _COLUMN.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a column written as schema.table(column)")
        return cls(Table.parse(match[1]), _unquote(match[2]))

    def __str__(self) -> str:
        return f"{self.table}({_quote(self.column)})"


@dataclass(frozen=True)
class Link:
    """How the rows of a table hang on the rows of `table`: `columns` (its own) equal `keys`; `~` ignores case."""

    columns: tuple[str, ...]
    table: Table
    keys: tuple[str, ...]
    ignore_case: bool = False

    @classmethod
    def parse(cls, text: str) -> Link:
        """Errors: ValueError for what is not written as `column = schema.table(column)`, with as many on both sides."""
        match = _LINK.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a link written as column = schema.table(column)")
        columns, keys = _split(match[1]), _split(match[4])
        if len(columns) != len(keys):
            raise ValueError(f"{text!r} compares {len(columns)} columns with {len(keys)}")
        return cls(columns, Table.parse(match[3]), keys, match[2] == "~")

    def reversed(self, table: Table) -> Link:
        """The same link seen from the other side; `table` is the one it was written for."""
        return Link(self.keys, table, self.columns, self.ignore_case)

    def same_columns(self, other: Link) -> bool:
        """Whether both compare the same pairs of columns, in whatever order and manner."""
        return self.table == other.table and self._pairs() == other._pairs()

    def _pairs(self) -> set[tuple[str, str]]:
        return set(zip(self.columns, self.keys, strict=True))

    def __str__(self) -> str:
        columns, keys = (", ".join(map(_quote, names)) for names in (self.columns, self.keys))
        return f"{columns} {'~' if self.ignore_case else '='} {self.table}({keys})"
