"""What a caller asks for over HTTP: something done to the jobs of a selection, or the erasure of a person."""

from __future__ import annotations

from pydantic import Field

from pipelines.operations.bulk.erasing import Person, person_of
from pipelines.operations.bulk.freezing import Selected, Wanted
from pipelines.operations.bulk.states import AskedKind, Kind
from steps.core.errors import PermanentError
from steps.core.models import Closed, Text


class AskedPerson(Closed, json_schema_extra={"examples": [{"tag": "person=4711"}]}):
    """Whose data is meant, by one of these: a `tenant`, a `tag` such as `person=4711`, or `match`, a text that rows
    name, whatever its case."""

    tenant: Text | None = Field(default=None, max_length=200)
    tag: Text | None = Field(default=None, max_length=300, examples=["person=4711"])
    match: Text | None = Field(default=None, max_length=1000)

    def person(self) -> Person:
        """Errors: PermanentError `invalid_erasure`."""
        return person_of(self.tenant, self.tag, self.match)


class Asked(
    Selected,
    AskedPerson,
    json_schema_extra={"examples": [{"kind": "rerun", "where": "status=failed since=2h", "rate": "10/s"}]},
):
    """What shall be done: `kind`, and to which jobs.

    For rerun, cancel and delete: `where`, a selection such as `status=failed since=2h`; `all`: every job is meant,
    where that is empty; `from_step`: what reruns begin with; `rate`: at most so many jobs, as 10/s, 90/m or 2000/h.
    For erase: one of `tenant`, `tag` and `match`. For each of them, `why`: for the audit.
    """

    kind: AskedKind

    def person(self) -> Person:
        """Of an erasure. Errors: PermanentError `invalid_erasure`."""
        for name in ("where", "all", "from_step", "rate"):
            if getattr(self, name) not in ("", False, None):
                raise PermanentError(
                    "invalid_erasure", f"{name}: selects no person; give tenant, tag or match"
                )
        return super().person()

    def wanted(self) -> Wanted:
        """Of all else. Errors: PermanentError `invalid_selection`."""
        for name in ("tenant", "tag", "match"):
            if getattr(self, name) is not None:
                raise PermanentError(
                    "invalid_selection", f"{name}: belongs to an erasure; jobs are selected by where"
                )
        return Wanted(kind=Kind(self.kind), **self.model_dump(include=set(Selected.model_fields)))
