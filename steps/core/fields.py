"""Kinds of fields in what callers send, and faults that no single field shows; reasons never quote a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from steps.core.models import Text
from steps.core.text.dates import FIRST_YEAR, LAST_YEAR

MAX_TEXT = 500_000  # characters; the longest contract of the CUAD corpus has 338,000
D = TypeVar("D", bound=date)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fault(kind: str, reason: str, fields: str = "") -> PydanticCustomError:
    """What a validator raises; `fields` names the fields where it is the whole model that is wrong."""
    return PydanticCustomError(kind, "{reason}", {"reason": reason, "fields": fields})


def exactly_one(model: BaseModel, *names: str) -> None:
    """One of the named fields is given, and no other. Errors: PydanticCustomError `exactly_one`."""
    given = [name for name in names if getattr(model, name) is not None]
    if len(given) != 1:
        found = "none was given" if not given else f"{' and '.join(given)} were given"
        raise fault("exactly_one", f"exactly one of them is needed; {found}", ", ".join(names))


def unique(field: str, key: str, values: Iterable[str]) -> None:
    """Entries of the list `field` have each a `key` of their own. Errors: PydanticCustomError `not_unique`."""
    places: dict[str, int] = {}
    for place, value in enumerate(values):
        if value in places:
            reason = f"no two may have the same {key}, as number {places[value]} and {place} (from 0) do"
            raise fault("not_unique", reason, field)
        places[value] = place


def _not_blank(text: str) -> str:
    if text and not text.strip():
        raise fault("blank", "holds nothing but white space")
    return text


def _currency(code: str) -> str:
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise fault("currency", "is not an ISO 4217 code such as EUR")
    return code


def _in_range(day: D) -> D:
    """Steps add days and weeks to it, and time zones move it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise fault("year", f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _day(value: Any, parse: ValidatorFunctionWrapHandler) -> date:
    """Pydantic takes 20260131 for seconds since 1970; a caller never means that."""
    try:
        if isinstance(value, date) or (isinstance(value, str) and _ISO_DAY.match(value)):
            parsed: date = parse(value)
            return parsed
    except ValidationError:
        pass
    raise fault("day", "must be a date such as 2026-01-31")


def _moment(value: Any, parse: ValidatorFunctionWrapHandler) -> datetime | date:
    try:
        if isinstance(value, str) and _ISO_DAY.fullmatch(value):
            return date.fromisoformat(value)
        if isinstance(value, date) or (isinstance(value, str) and _ISO_DAY.match(value)):
            parsed: datetime | date = parse(value)
            return parsed
    except ValueError:  # pydantic's own error is one
        pass
    raise fault("moment", "must be a date such as 2026-01-31 or a time such as 2026-01-31T09:30:00Z")


def _tags(tags: dict[str, str]) -> dict[str, str]:
    """The function jobs.tags_fault holds the same limits."""
    if any(not re.fullmatch("[A-Za-z0-9_.-]{1,60}", name) for name in tags):
        raise fault("tags", "has a name that is not 1 to 60 of A-Z, a-z, 0-9, _, . and -")
    if any(not 1 <= len(value) <= 200 for value in tags.values()):
        raise fault("tags", "has a value that is not a text of 1 to 200 characters")
    return tags


Short = Annotated[Text, Field(max_length=500)]
Name = Annotated[Text, Field(min_length=1, max_length=200), AfterValidator(_not_blank)]
Tenant = Annotated[Text, Field(min_length=1, max_length=200), AfterValidator(_not_blank)]
Tags = Annotated[dict[str, Text], Field(max_length=20), AfterValidator(_tags)]
Body = Annotated[Text, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_not_blank)]
Currency = Annotated[str, AfterValidator(_currency), Field(json_schema_extra={"pattern": "^[A-Z]{3}$"})]
Day = Annotated[date, WrapValidator(_day), AfterValidator(_in_range)]
Moment = Annotated[datetime | date, WrapValidator(_moment), AfterValidator(_in_range)]
