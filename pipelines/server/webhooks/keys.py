"""A sender's secret as the key of its HMAC, by the rules of that sender's own library. Pure.

`standard` (Standard Webhooks): base64, with or without `whsec_` before it. The others take the secret's own characters,
Stripe's `whsec_` included. A library that drops what is not base64 makes another, perhaps an empty key: here that is
refused.
"""

from __future__ import annotations

import base64
import binascii
from typing import Literal

Style = Literal["standard", "stripe", "slack", "github"]
MIN_BYTES = 16  # 128 bits: what nobody can try out; senders make 24 or more
MAX_SECRETS = 4  # of one source, while it replaces one by another


class BadSecret(Exception):
    """A secret that makes no key; says why, never what it is."""


def keys_of(style: Style, text: str) -> tuple[bytes, ...]:
    """The keys of all secrets in the text, which stand with a space between. Errors: BadSecret."""
    secrets = text.split()
    if not secrets:
        raise BadSecret("is not set")
    if len(secrets) > MAX_SECRETS:
        raise BadSecret(
            f"holds {len(secrets)} words; {MAX_SECRETS} secrets are the most, and none has a space in it"
        )
    return tuple(key_of(style, secret) for secret in secrets)


def key_of(style: Style, secret: str) -> bytes:
    """Errors: BadSecret."""
    key = (
        _of_base64(secret.removeprefix("whsec_"))
        if style == "standard"
        else secret.encode("utf-8", "surrogateescape")
    )
    if len(key) < MIN_BYTES:
        raise BadSecret(f"holds a secret of {len(key)} bytes; {MIN_BYTES} are the fewest")
    return key


def _of_base64(text: str) -> bytes:
    bare = text.rstrip("=")  # senders leave the padding out
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret(
            "holds a secret that is not base64, as Standard Webhooks wants it: whsec_ and letters, digits, + and /"
        ) from None
