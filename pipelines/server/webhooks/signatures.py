"""Proofs that a webhook comes from who holds the key, in the ways that senders use. Pure.

`standard`: Standard Webhooks 1.0 (webhook-id, webhook-timestamp, webhook-signature); the others are those senders' own.
All are HMAC-SHA256; all but github's sign the time as well, so an old message is refused. What a sender's own library
refuses is refused here, too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence

from pipelines.server.webhooks.keys import Style
from steps.core.models import Model

WINDOW_SECONDS = 300
TIME_DIGITS = 12  # seconds since 1970 have ten


class BadSignature(Exception):
    """The message proves nothing; says what is missing or wrong, never what would be right."""


class Proof(Model):
    """What the signature covers: the sender's own id of this delivery where it names one, else a digest."""

    delivery: str


def prove(style: Style, headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], now: float) -> Proof:
    """`now` is in seconds since 1970. Any of the keys will do. Errors: BadSignature."""
    given = {name.lower(): value for name, value in headers.items()}
    delivery, time, signed, signatures = _READ[style](given, body)
    if time is not None and not (_is_time(time) and abs(now - int(time)) <= WINDOW_SECONDS):
        raise BadSignature(f"the message is not from the last {WINDOW_SECONDS} seconds")
    made = [_WRITTEN[style](hmac.digest(key, signed, hashlib.sha256)) for key in keys]
    # Every pair is compared, and each in constant time.
    matches = [hmac.compare_digest(one, other) for one in signatures for other in made]
    if not any(matches):
        raise BadSignature("the signature is not right")
    return Proof(delivery=delivery or hashlib.sha256(signed).hexdigest()[:32])


Parts = tuple[str | None, str | None, bytes, list[bytes]]  # delivery, time, what is signed, signatures


def _standard(headers: Mapping[str, str], body: bytes) -> Parts:
    delivery, time = _needed(headers, "webhook-id"), _needed(headers, "webhook-timestamp")
    pairs = [part.split(",") for part in _needed(headers, "webhook-signature").split(" ")]
    if any(len(pair) != 2 for pair in pairs):
        raise BadSignature("the header webhook-signature is not a list of v1,<base64>")
    found = [_base64(signature) for version, signature in pairs if version == "v1"]
    return delivery, time, f"{delivery}.{time}.".encode() + body, found


def _stripe(headers: Mapping[str, str], body: bytes) -> Parts:
    pairs = [part.split("=") for part in _needed(headers, "stripe-signature").split(",")]
    if any(len(pair) < 2 and pair[0] in ("t", "v1") for pair in pairs):
        raise BadSignature("the header stripe-signature is not a list of name=value")
    time = next((pair[1] for pair in pairs if pair[0] == "t"), "")
    return None, time, f"{time}.".encode() + body, [pair[1].encode() for pair in pairs if pair[0] == "v1"]


def _slack(headers: Mapping[str, str], body: bytes) -> Parts:
    time = _needed(headers, "x-slack-request-timestamp")
    return None, time, f"v0:{time}:".encode() + body, [_needed(headers, "x-slack-signature").encode()]


def _github(headers: Mapping[str, str], body: bytes) -> Parts:
    # Its delivery id is not signed, so it proves nothing; the body's digest does.
    return None, None, body, [_needed(headers, "x-hub-signature-256").encode()]


_READ = {"standard": _standard, "stripe": _stripe, "slack": _slack, "github": _github}
# How a signature stands in the header; `standard` compares what its base64 stands for.
_WRITTEN: Mapping[Style, Callable[[bytes], bytes]] = {
    "standard": bytes,
    "stripe": lambda mac: mac.hex().encode(),
    "slack": lambda mac: b"v0=" + mac.hex().encode(),
    "github": lambda mac: b"sha256=" + mac.hex().encode(),
}


def _needed(headers: Mapping[str, str], name: str) -> str:
    if not headers.get(name):
        raise BadSignature(f"the header {name} is missing")
    return headers[name]


def _is_time(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= TIME_DIGITS


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
