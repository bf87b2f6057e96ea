"""Take secrets and people's data out of text, as the last defence before a log line or an error is stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any
from uuid import UUID

from steps.core.text.account_numbers import redact_accounts

REDACTED = "[redacted]"
MAX_TEXT = 2000  # characters of one text in a log line

# A name that says its value is secret, then the value: in text, JSON, JSON within JSON, a DSN, a header.
_NAME_HINTS = ("authoriz", "pass", "pwd", "secret", "cookie", "signature", "sig=", "x-amz-", "x-goog-")
_KEY_NAME_HINTS = ("api", "assemblyai", "private", "access", "account")
_TOKEN = re.compile(r"""token[\\"' \t]{0,12}[:=,]""")  # counts of tokens are the most usual fields of all
_NAME = r"""(?: authorization | api[-_ ]?key | passw(?:or)?d | passphrase | token | cookie | signature
    | (?:secret|private|access|account)[-_ ]?(?:access[-_]?)?key(?:[-_]?id)? | secret
    | x-(?:amz|goog)-[a-z-]{1,30} | (?<![a-z])(?:pwd|sig(?==)) )"""
_SECRET_NAME = re.compile(rf"(?xi) {_NAME} $")
_NAMED = re.compile(
    rf"""(?xis) (?P<name> {_NAME} )
    (?P<is> [\\"']{{0,8}} [ \t]{{0,3}} (?: [:=] | (?<=["']), (?=[ \t]?b?["']) ) [ \t]{{0,3}} (?:b(?=["']))? )
    (?! [\\"']{{0,8}} (?:null|none|true|false)\b )
    (?: (?P<quote>["']) (?: \\+. | (?!(?P=quote)). ){{1,4000}} (?P=quote)?
      | (?P<escaped>(?P<depth>\\{{1,7}})["'])
        (?: (?P=depth){{2}}\\["'] | (?!(?P=escaped)). ){{1,4000}} (?: (?P=escaped) )?
      | (?: (?:bearer|basic|token|digest|negotiate)[ \t]{{1,3}} )?
        (?: [^\s"'\\] | \\(?![\\"'nrt/]) ){{1,4000}} )"""
)
_SCHEME = re.compile(
    r"(?i)\b(bearer|basic)(\s{1,3})(?=[a-z-]{0,99}[0-9._~+/=]|[a-z-]{20})[a-z0-9._~+/=-]{8,4000}"
)
_HEX_KEY = re.compile(r"(?i)(api[-_ ]?key|authorization|assemblyai)([^\n0-9]{1,40}?)\b[0-9a-f]{32}\b")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)", re.S
)

# Keys that show by their own shape what they are: our own, OpenAI, AWS, JSON Web Tokens, GitHub, Slack.
_KEY_STARTS = ("jobs_", "sk-", "AKIA", "ASIA", "eyJ", "gho_", "ghp_", "ghs_", "ghu_", "xox")
_KEY = re.compile(
    r"""(?x) (?<![A-Za-z0-9]) (?: sk-[A-Za-z0-9_*-]{8,400} | (?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])
      | eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]{0,4000})?
      | jobs_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-]) | gh[opsu]_[A-Za-z0-9]{30,255} | xox[abeprs]-[A-Za-z0-9-]{10,255} )"""
)

# Passwords may hold / ? # and @, so the last @ ends them; a port is no password.
_LOGIN = re.compile(
    r"""(?x) (:(?:\\{0,4}/){2}) (?: [^\s/:?\#@"'<>\\]{0,300} : (?![0-9]{1,5}(?:/|$)) [^\s"'<>]{1,1000}
        | [^\s/?\#"'<>\\]{1,1000} ) @"""
)
_QUERY = re.compile(
    r"""(:(?:\\{0,4}/){2}(?:[^\s"'<>\\?#]|\\{1,4}/){1,2000}[?#])((?:[^\s"'<>\\]|\\{1,4}(?:u0026|/)){1,8000})"""
)
_SIGNED = re.compile(r"(?i)sig|token|x-amz-|x-goog-|key|credential|secret|passw|pwd|auth|code=")

_EMAIL_HINTS = ("@", "%40", "u0040", "&#64;")
_EMAIL = re.compile(
    r"""(?x) (?: [^\s@"'<>()\[\],:;\\/=?&|%]{1,64} | "[^"\n@]{1,64}" ) (?: @ | %40 | \\{1,4}u0040 | &\#64; )
        (?: [^\W_] [\w-]{0,62} \. ){1,8} [^\W\d_]{2,24} (?![0-9])"""
)


def redact(text: str) -> str:
    """The text without keys, passwords, signed URLs, e-mail addresses, account and card numbers.

    Redacting twice changes nothing more. UUIDs, digests, timestamps and ordinary numbers stay.
    """
    if "://" in text or ":\\" in text:
        text = _QUERY.sub(_hide_query, text)
        if "@" in text:
            text = _LOGIN.sub(rf"\1{REDACTED}@", text)
    lowered = text.lower()
    if _may_name_a_secret(lowered):
        text = _PRIVATE_KEY.sub(REDACTED, text)
        text = _HEX_KEY.sub(rf"\1\2{REDACTED}", _NAMED.sub(_hide_named, text))
    if "bearer" in lowered or "basic" in lowered:
        text = _SCHEME.sub(rf"\1\2{REDACTED}", text)
    if any(hint in text for hint in _KEY_STARTS):
        text = _KEY.sub(REDACTED, text)
    if any(hint in text for hint in _EMAIL_HINTS):
        text = _EMAIL.sub("[email]", text)
    return redact_accounts(text)


def redact_value(value: Any, name: str = "") -> Any:
    """The same for a log line's fields. Long texts are cut; what JSON does not know is named by its class."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return REDACTED if _is_secret_name(name) else _shortened(value)
    if isinstance(value, int):
        return value if redact_accounts(str(value)) == str(value) else "[card]"
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {redact(str(key)[:MAX_TEXT]): redact_value(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):  # a header, for one
            return [redact_value(value[0]), redact_value(value[1], value[0])]
        return [redact_value(item, name) for item in value]
    if isinstance(value, date | Decimal | UUID):
        return str(value)
    return f"<{type(value).__name__}>"


def _shortened(text: str) -> str:
    """Redacted, then cut; not cut first, because half a secret is no longer recognised."""
    if len(text) > 2 * MAX_TEXT:
        text = text[: 2 * MAX_TEXT].rpartition(" ")[0] + " …"
    redacted = redact(text)
    return redacted if len(redacted) <= MAX_TEXT else redacted[:MAX_TEXT] + " …"


def _may_name_a_secret(lowered: str) -> bool:
    if any(hint in lowered for hint in _NAME_HINTS):
        return True
    if "key" in lowered and any(hint in lowered for hint in _KEY_NAME_HINTS):
        return True
    return "token" in lowered and _TOKEN.search(lowered) is not None


@lru_cache(maxsize=1024)
def _is_secret_name(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def _hide_named(match: re.Match[str]) -> str:
    quote = match["quote"] or match["escaped"] or ""
    return f"{match['name']}{match['is']}{quote}{REDACTED}{quote}"


def _hide_query(match: re.Match[str]) -> str:
    return match[1] + REDACTED if _SIGNED.search(match[2]) else match.group()
