"""What is wrong with data that a model refused, field by field, in sentences that never echo a value."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from steps.core.text.redaction import redact

MAX_FAULTS = 20

# By pydantic's error type; {…} are limits that come from the model, never from the input.
_SENTENCES = {
    "missing": "is required",
    "extra_forbidden": "is not a known field",
    "string_type": "must be text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "too_short": "must have at least {min_length} {what}",
    "too_long": "must have at most {max_length} {what}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is a number of too many digits",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "decimal_type": "must be a decimal number",
    "decimal_parsing": "must be a decimal number",
    "decimal_max_digits": "must have at most {max_digits} digits",
    "decimal_max_places": "must have at most {decimal_places} decimal places",
    "decimal_whole_digits": "must have at most {whole_digits} digits before the decimal point",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "date_type": "must be a date such as 2026-01-31",
    "date_parsing": "must be a date such as 2026-01-31",
    "date_from_datetime_parsing": "must be a date such as 2026-01-31",
    "date_from_datetime_inexact": "must be a date such as 2026-01-31, without a time",
    "datetime_type": "must be a time such as 2026-01-31T09:30:00Z",
    "datetime_parsing": "must be a time such as 2026-01-31T09:30:00Z",
    "datetime_object_invalid": "must be a time such as 2026-01-31T09:30:00Z",
    "timezone_aware": "needs a time zone, as in 2026-01-31T09:30:00Z",
    "datetime_from_date_parsing": "must be a date or time such as 2026-01-31T09:30:00Z",
    "uuid_type": "must be a UUID",
    "uuid_parsing": "must be a UUID",
    "json_invalid": "is not JSON",
    "string_unicode": "is no valid Unicode text; remove half surrogate pairs",
    "value_error": "{error}",
}  # fmt: skip


def faults(error: ValidationError) -> list[str]:
    """One sentence `field.path: what is wrong` per fault; after MAX_FAULTS, how many more there are."""
    found = list(
        dict.fromkeys(_sentence(fault) for fault in error.errors(include_input=False, include_url=False))
    )
    if len(found) > MAX_FAULTS:
        found[MAX_FAULTS:] = [f"and {len(found) - MAX_FAULTS} more faults"]
    return found


def _sentence(fault: ErrorDetails) -> str:
    context = fault.get("ctx", {})
    path = ".".join([*map(part_of_path, fault["loc"]), *filter(None, [context.get("fields")])]) or "data"
    if fault["type"] in ("too_short", "string_too_short") and context["min_length"] == 1:
        return f"{path}: must not be empty"
    # Where a validator of ours stands before the limit, pydantic no longer says that it measured a text.
    context["what"] = "characters" if context.get("field_type") == "Value" else "entries"
    unknown = "{reason}" if "reason" in context else f"is not valid ({fault['type'].replace('_', ' ')})"
    return f"{path}: {_SENTENCES.get(fault['type'], unknown).format_map(context)}"


def part_of_path(part: int | str) -> str:
    """A name in a path. An unknown field's name comes from the caller, so it is shortened and redacted."""
    name = redact(str(part)[:200])
    return "".join(char if char.isprintable() else "?" for char in name)[:60]
