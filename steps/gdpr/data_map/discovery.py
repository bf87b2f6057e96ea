"""Find what may be a person's: walk the foreign keys from the subject table, then look for columns without any.

It proposes and never decides. Three rules keep other people out of `own`: a table that names a person of its own is
not the subject's because something above it is; a table with members (an m:n table of people) is a group's, and so is
what hangs on it; and what the subject's rows point up to may be anybody's.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from steps.gdpr.catalog import Catalog, ForeignKey, Relation
from steps.gdpr.data_map.models import EXPORTED, LinkMap, RowClass
from steps.gdpr.data_map.suspects import ATTRIBUTES, person_kind, singular
from steps.gdpr.names import Link, Table

EMAIL = "email"


@dataclass
class Discovery:
    """The links of every table that was reached, in the order of discovery."""

    subject: Table
    links: dict[Table, list[LinkMap]] = field(default_factory=dict)

    def add(
        self, table: Table, link: Link, class_: RowClass, reason: str | None = None, note: str | None = None
    ) -> None:
        entry = LinkMap(link=link, class_=class_, reason=reason, note=note)
        self.links.setdefault(table, []).append(entry)

    def class_of(self, table: Table) -> RowClass:
        """The most open class of the table's links; without any link it stays out until somebody decides."""
        if table == self.subject:
            return "own"
        classes = {entry.class_ for entry in self.links[table]}
        order: tuple[RowClass, ...] = ("own", "shared", "third_party")
        return next((class_ for class_ in order if class_ in classes), "exclude")

    def above(self, table: Table) -> set[Table]:
        """The table itself and every table that its rows are reached through."""
        seen: set[Table] = set()
        waiting = [table]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += [e.link.table for e in self.links.get(current, []) if e.class_ in EXPORTED]
        return seen

    def knows(self, table: Table, link: Link) -> bool:
        return any(entry.link.same_columns(link) for entry in self.links.get(table, []))


def discover(catalog: Catalog, subject: Table) -> Discovery:
    """Every table that foreign keys, or columns that look like a person's, connect with the subject table."""
    discovery = Discovery(subject, {subject: []})
    _walk_down(catalog, subject, discovery)
    _look_up(catalog, subject, discovery)
    _suspect(catalog, subject, discovery)
    return discovery


def people_in(catalog: Catalog, relation: Relation, subject: Table) -> list[str]:
    """Columns of the table that say who: foreign keys to the subject table, and what looks like one."""
    keyed = catalog.foreign_columns(relation.table)
    names = {
        name
        for key in catalog.parents_of(relation.table)
        if key.parent == subject
        for name in key.link.columns
    }
    for column in relation.columns.values():
        kind = person_kind(column, subject)
        if kind and kind not in ATTRIBUTES and column.name not in keyed:
            names.add(column.name)
    return [name for name in relation.columns if name in names]


def _walk_down(catalog: Catalog, subject: Table, discovery: Discovery) -> None:
    waiting = deque([subject])
    walked = {subject}
    while waiting:
        for key in catalog.children_of(waiting.popleft()):
            class_, reason = _judge(catalog, subject, discovery, key)
            discovery.add(key.child, key.link, class_, reason)
            if class_ in EXPORTED and key.child not in walked:
                walked.add(key.child)
                waiting.append(key.child)


def _judge(
    catalog: Catalog, subject: Table, discovery: Discovery, key: ForeignKey
) -> tuple[RowClass, str | None]:
    if key.child == key.parent:
        return "third_party", "Links the table to itself, so it leads to rows of other people"
    if key.child in discovery.above(key.parent):
        return "exclude", f"Goes in a circle: {key.parent} is reached through {key.child}"
    people = people_in(catalog, catalog.relations[key.child], subject)
    if key.parent == subject:
        return ("own", None) if set(people) <= set(key.link.columns) else ("shared", None)
    if people:
        return "third_party", f"Its rows name a person of their own ({', '.join(people)})"
    members = _members(catalog, subject, key.parent)
    if members:
        return "exclude", f"{key.parent} belongs to several people ({members})"
    return discovery.class_of(key.parent), None


def _members(catalog: Catalog, subject: Table, group: Table) -> Table | None:
    """The table that says who belongs to the group: unique by a person and the group together."""
    for key in catalog.children_of(group):
        relation = catalog.relations[key.child]
        for other in catalog.parents_of(key.child):
            pair = frozenset({*key.link.columns, *other.link.columns})
            if other.parent == subject and group != subject and pair in relation.unique_keys:
                return key.child
    return None


def _look_up(catalog: Catalog, subject: Table, discovery: Discovery) -> None:
    """Rows that the reached rows point at: one step, as what lies behind them is not the subject's."""
    reached = [table for table in discovery.links if discovery.class_of(table) in EXPORTED]
    for table in reached:
        for key in catalog.parents_of(table):
            if discovery.knows(table, key.link) or key.parent == subject:
                continue
            upward = key.link.reversed(table)
            if key.parent in reached:
                discovery.add(key.parent, upward, "third_party", "May lead to rows of other people")
            elif people := people_in(catalog, catalog.relations[key.parent], subject):
                discovery.add(
                    key.parent, upward, "third_party", f"May be another person's ({', '.join(people)})"
                )
            else:
                discovery.add(
                    key.parent, upward, "shared", note="A lookup: makes the rows that point at it readable"
                )


def _suspect(catalog: Catalog, subject: Table, discovery: Discovery) -> None:
    """Tables that no foreign key connects with the subject, but that have columns that look like a person's."""
    own = catalog.relations[subject]
    emails = [column.name for column in own.columns.values() if person_kind(column, subject) == EMAIL]
    key = own.primary_key if len(own.primary_key) == 1 else ()
    for table, relation in catalog.relations.items():
        if table in discovery.links:
            continue
        keyed = catalog.foreign_columns(table)
        for name, column in relation.columns.items():
            kind = None if name in keyed else person_kind(column, subject)
            if kind is None:
                continue
            note = "No foreign key: found by its name"
            discovery.links.setdefault(table, [])
            if kind == EMAIL and emails and not relation.is_view:
                discovery.add(
                    table, Link((name,), subject, (emails[0],), ignore_case=True), "shared", note=note
                )
            elif kind == singular(subject.name) and key and not relation.is_view:
                discovery.add(table, Link((name,), subject, key), "shared", note=note)
