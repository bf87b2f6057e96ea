"""Take secrets and people's data out of text, as the last defence before a log line or an error is stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from steps.core.account_numbers import redact_accounts

REDACTED = "[redacted]"
_URL = r"[^\s\"'<>\\]"  # what a URL may hold when it stands in a sentence or in JSON

# A name that says its value is secret, then the value: in text, JSON, JSON within JSON, a DSN or a header.
_NAME_HINTS = ("authoriz", "api", "passw", "pwd", "secret", "token", "signature", "x-amz-", "x-goog-", "cookie",
               "access", "private", "account")  # fmt: skip
_NAMED = re.compile(
    r"""(?xi) (?<![a-z])
    (?P<name> (?:proxy-)?authorization | (?:[a-z]{1,20}[-_])?api[-_ ]?key | [a-z_-]{0,20}passw(?:or)?d | pwd
      | [a-z_-]{0,20}secret(?:[-_](?:access[-_])?key)? | (?:access|private|account)[-_]?key(?:[-_]?id)?
      | [a-z_-]{0,20}token | signature | x-(?:amz|goog)-[a-z-]{1,30} | (?:set-)?cookie )
    (?P<is> [\\"']{0,4} \s{0,3} [:=] \s{0,3} )
    (?: (?P<quote> \\{0,3}["'] ) (?P<quoted> .{0,4000}? ) (?P=quote)
      | (?P<plain> (?:(?:bearer|basic|token)\s{1,3})? [^\s"'\\,;&<>()\[\]{}]{1,4000} ) )"""
)
_SCHEME = re.compile(
    r"(?i)\b(bearer|basic)(\s{1,3})(?=[a-z-]{0,99}[0-9._~+/=]|[a-z-]{20})[a-z0-9._~+/=-]{8,4000}"
)
_HEX_KEY = re.compile(r"(?i)(api[-_ ]?key|authorization|assemblyai)([^\n0-9]{1,40}?)\b[0-9a-f]{32}\b")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)", re.S
)

# Keys that show by their own shape what they are: OpenAI, AWS, JSON Web Tokens, GitHub, Slack.
_KEY_HINTS = ("sk-", "AKIA", "ASIA", "eyJ", "gho_", "ghp_", "ghs_", "ghu_", "xox")
_KEY = re.compile(
    r"""(?x) (?<![A-Za-z0-9]) (?: sk-[A-Za-z0-9_*-]{8,400} | (?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])
      | eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]{0,4000})?
      | gh[opsu]_[A-Za-z0-9]{30,255} | xox[abeprs]-[A-Za-z0-9-]{10,255} )"""
)

_LOGIN = re.compile(
    r"""(?x) (://) (?: [^\s/?\#"'<>\\]{1,1000} | [^\s/:?\#@"'<>\\]{0,300} : (?![0-9]{1,5}/) [^\s@"'<>\\]{1,1000} ) @"""
)
_QUERY = re.compile(rf"(://(?:(?![?#]){_URL}){{1,2000}}[?#])((?:{_URL}|\\u0026){{1,8000}})")
_SIGNED = re.compile(r"(?i)sig|token|x-amz-|x-goog-|key|credential|secret|passw|pwd|auth|code=")

_EMAIL_HINTS = ("@", "%40", "u0040", "&#64;")
_EMAIL = re.compile(
    r"""(?x) [^\s@"'<>()\[\],:;\\/=?&|%]{1,64} (?: @ | %40 | \\u0040 | &\#64; )
        (?: [^\W_] [\w-]{0,62} \. ){1,8} [^\W\d_]{2,24} (?![\w-])"""
)


def redact(text: str) -> str:
    """The text without keys, passwords, signed URLs, e-mail addresses, account and card numbers.

    Redacting twice changes nothing more. UUIDs, digests, timestamps and ordinary numbers stay.
    """
    if "://" in text:
        text = _QUERY.sub(_hide_query, text)
        if "@" in text:
            text = _LOGIN.sub(rf"\1{REDACTED}@", text)
    lowered = text.lower()
    if any(hint in lowered for hint in _NAME_HINTS):
        text = _PRIVATE_KEY.sub(REDACTED, text)
        text = _HEX_KEY.sub(rf"\1\2{REDACTED}", _NAMED.sub(_hide_named, text))
    if "bearer" in lowered or "basic" in lowered:
        text = _SCHEME.sub(rf"\1\2{REDACTED}", text)
    if any(hint in text for hint in _KEY_HINTS):
        text = _KEY.sub(REDACTED, text)
    if any(hint in text for hint in _EMAIL_HINTS):
        text = _EMAIL.sub("[email]", text)
    return redact_accounts(text)


def redact_value(value: Any) -> Any:
    """The same for the fields of a log line; what JSON does not know is named by its class, never shown."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {redact(str(key)): _redact_item(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(item) for item in value]
    if isinstance(value, date | Decimal | UUID):
        return str(value)
    return f"<{type(value).__name__}>"


def _redact_item(key: str, value: Any) -> Any:
    if isinstance(value, str) and _NAMED.fullmatch(f"{key}={'x'}"):
        return REDACTED
    return redact_value(value)


def _hide_named(match: re.Match[str]) -> str:
    quote = match["quote"] or ""
    return f"{match['name']}{match['is']}{quote}{REDACTED}{quote}"


def _hide_query(match: re.Match[str]) -> str:
    return match[1] + REDACTED if _SIGNED.search(match[2]) else match.group()
