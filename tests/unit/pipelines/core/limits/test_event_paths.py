"""Paths into an event: what each becomes, and what is refused with the way out."""

from __future__ import annotations

import pytest

from pipelines.core.limits import LimitFault
from pipelines.core.limits.event_paths import number_path, path_of
from steps.core.models import Closed


class Customer(Closed):
    id: str
    seats: int | None = None


class OrderRequested(Closed):
    customer: Customer | None = None
    pages: int
    lines: list[str] = []
    note: str | None = None


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("tenant", ["tenant"]),
        ("tags.region", ["tags", "region"]),
        ("note", ["data", "note"]),
        ("customer.id", ["data", "customer", "id"]),
    ],
)
def test_paths(written: str, path: list[str]) -> None:
    assert path_of(OrderRequested, written) == path


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("custmer.id", "did you mean 'customer'"),
        ("customer.idd", "did you mean 'id'"),
        ("customer", "no text or number"),
        ("lines", "no text or number"),
        ("note.more", "has no 'more'"),
        ("tags", "tags.<name>"),
        ("tags.a.b", "tags.<name>"),
        ("tennant", "did you mean 'tenant'"),
    ],
)
def test_what_is_no_key_is_refused(written: str, says: str) -> None:
    with pytest.raises(LimitFault, match=says):
        path_of(OrderRequested, written)


def test_units_are_whole_numbers_of_the_data() -> None:
    assert number_path(OrderRequested, "pages") == ["data", "pages"]
    assert number_path(OrderRequested, "customer.seats") == ["data", "customer", "seats"]
    for written in ("note", "tenant", "customer.id"):
        with pytest.raises(LimitFault, match="whole number"):
            number_path(OrderRequested, written)
