"""Pseudonyms of other people: HMAC-SHA256 under a key that lives for one export, computed where the rows are."""

from __future__ import annotations

from psycopg import sql

_BLOCK = 64  # bytes of a SHA-256 block (RFC 2104)
DIGITS = 12  # 48 bits: two of a million people share a pseudonym with a chance of 0.2 %


def hmac_pads(key: bytes) -> tuple[bytes, bytes]:
    """The key as HMAC's inner and outer pad (RFC 2104); PostgreSQL has sha256() but no hmac() of its own."""
    block = key.ljust(_BLOCK, b"\x00")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def same_form(value: sql.Composable) -> sql.Composable:
    """A value as text, an e-mail address in lower case: that is how it is compared. Other keys may differ by case."""
    return sql.SQL(
        "case when strpos({value}::text, '@') > 0 then lower({value}::text) else {value}::text end"
    ).format(value=value)


def pseudonym(kind: str, value: sql.Composable) -> sql.Composed:
    """SQL for `customer-1f2e3d4c5b6a`. The same person of a kind is the same word wherever they turn up."""
    return sql.SQL(
        "{kind} || '-' || left(encode(sha256((select current_setting('jobs_export.outer')::bytea) || sha256("
        "(select current_setting('jobs_export.inner')::bytea) || convert_to({kind} || ':' || ({value}), 'UTF8'))), "
        "'hex'), {digits})"
    ).format(kind=sql.Literal(kind), value=same_form(value), digits=sql.Literal(DIGITS))
