"""Catalogs for tests, written as short as SQL."""

from __future__ import annotations

from steps.gdpr.catalog import Catalog, Column, ForeignKey, Relation
from steps.gdpr.names import Link, Table

_CATEGORIES = {"bigint": "N", "integer": "N", "numeric": "N", "text": "S", "date": "D", "boolean": "B"}


def column(text: str) -> Column:
    """`email text`; a type that is not known here is of category U, as json and uuid are."""
    name, type_ = text.split()
    return Column(name, type_, type_, _CATEGORIES.get(type_, "U"))


def relation(
    table: str, columns: str, *, unique: tuple[tuple[str, ...], ...] = (), kind: str = "table"
) -> Relation:
    """The first unique key is the primary key; without one it is the first column."""
    made = {made.name: made for made in map(column, columns.split(", "))}
    keys = unique or ((next(iter(made)),),)
    return Relation(Table.parse(table), kind, made, keys[0], tuple(frozenset(key) for key in keys))


def catalog(*relations: Relation, keys: tuple[str, ...] = ()) -> Catalog:
    """`keys`: foreign keys as `public.orders: customer_id = public.customers(id)`."""
    foreign_keys = []
    for key in keys:
        child, _, link = key.partition(": ")
        foreign_keys.append(ForeignKey(Table.parse(child), Link.parse(link)))
    return Catalog({relation.table: relation for relation in relations}, tuple(foreign_keys))
