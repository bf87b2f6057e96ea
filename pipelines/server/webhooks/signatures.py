"""Proofs that a webhook comes from who holds the secret, in the ways that senders use. Pure.

`standard`: Standard Webhooks 1.0 (webhook-id, webhook-timestamp, webhook-signature); the others are those senders' own.
All are HMAC-SHA256; all but github's sign the time as well, so an old message is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Literal

from steps.core.models import Model

Style = Literal["standard", "stripe", "slack", "github"]
WINDOW_SECONDS = 300
MAX_SIGNATURES = 10  # a sender that rotates its secret sends two


class BadSignature(Exception):
    """The message proves nothing; says what is missing or wrong, never what would be right."""


class Proof(Model):
    """What the signature covers: the sender's own id of this delivery where it names one, else a digest."""

    delivery: str


def prove(style: Style, headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: float) -> Proof:
    """`now` is in seconds since 1970. Any of the secrets will do. Errors: BadSignature."""
    given = {name.lower(): value for name, value in headers.items()}
    delivery, time, signed, signatures = _READ[style](given, body)
    if time is not None and not (time.isdigit() and abs(now - int(time)) <= WINDOW_SECONDS):
        raise BadSignature(f"the message is not from the last {WINDOW_SECONDS} seconds")
    made = [hmac.digest(_key(style, secret), signed, hashlib.sha256) for secret in secrets]
    # Every pair is compared, and each in constant time.
    matches = [hmac.compare_digest(one, other) for one in signatures[:MAX_SIGNATURES] for other in made]
    if not any(matches):
        raise BadSignature("the signature is not right")
    return Proof(delivery=delivery or hashlib.sha256(signed).hexdigest()[:32])


Parts = tuple[str | None, str | None, bytes, list[bytes]]  # delivery, time, what is signed, signatures


def _standard(headers: Mapping[str, str], body: bytes) -> Parts:
    delivery, time = _needed(headers, "webhook-id"), _needed(headers, "webhook-timestamp")
    found = [
        _base64(part.partition(",")[2])
        for part in _needed(headers, "webhook-signature").split()
        if part.startswith("v1,")
    ]
    return delivery, time, f"{delivery}.{time}.".encode() + body, found


def _stripe(headers: Mapping[str, str], body: bytes) -> Parts:
    pairs = [part.strip().partition("=") for part in _needed(headers, "stripe-signature").split(",")]
    time = next((value for name, _, value in pairs if name == "t"), "")
    return None, time, f"{time}.".encode() + body, [_hex(value) for name, _, value in pairs if name == "v1"]


def _slack(headers: Mapping[str, str], body: bytes) -> Parts:
    time = _needed(headers, "x-slack-request-timestamp")
    signature = _needed(headers, "x-slack-signature").removeprefix("v0=")
    return None, time, f"v0:{time}:".encode() + body, [_hex(signature)]


def _github(headers: Mapping[str, str], body: bytes) -> Parts:
    # Its delivery id is not signed, so it proves nothing; the body's digest does.
    signature = _needed(headers, "x-hub-signature-256").removeprefix("sha256=")
    return None, None, body, [_hex(signature)]


_READ = {"standard": _standard, "stripe": _stripe, "slack": _slack, "github": _github}


def _key(style: Style, secret: str) -> bytes:
    return _base64(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()


def _needed(headers: Mapping[str, str], name: str) -> str:
    if not headers.get(name):
        raise BadSignature(f"the header {name} is missing")
    return headers[name]


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
