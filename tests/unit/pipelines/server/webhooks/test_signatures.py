"""Only who holds the secret is believed, and only for a while."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from pipelines.server.webhooks.signatures import WINDOW_SECONDS, BadSignature, prove

NOW = 1_800_000_000
BODY = b'{"ticket": 7}'
TIMED = ["standard", "stripe", "slack"]
ALL = [*TIMED, "github"]
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
KEY = b"0123456789abcdef01234567"


def mac(key: bytes, signed: bytes) -> bytes:
    return hmac.new(key, signed, hashlib.sha256).digest()


def signed(style: str, body: bytes = BODY, time: int = NOW, key: bytes = KEY) -> dict[str, str]:
    """As each sender's documentation describes it."""
    match style:
        case "standard":
            signature = base64.b64encode(mac(key, f"msg_1.{time}.".encode() + body)).decode()
            return {
                "Webhook-Id": "msg_1",
                "Webhook-Timestamp": str(time),
                "Webhook-Signature": f"v1,{signature}",
            }
        case "stripe":
            return {"Stripe-Signature": f"t={time},v1={mac(key, f'{time}.'.encode() + body).hex()}"}
        case "slack":
            signature = mac(key, f"v0:{time}:".encode() + body).hex()
            return {"X-Slack-Request-Timestamp": str(time), "X-Slack-Signature": f"v0={signature}"}
        case _:
            return {"X-Hub-Signature-256": f"sha256={mac(key, body).hex()}"}


@pytest.mark.parametrize("style", ALL)
def test_the_right_signature_is_believed(style: str) -> None:
    proof = prove(style, signed(style), BODY, [SECRET], NOW)  # type: ignore[arg-type]
    assert proof.delivery == "msg_1" if style == "standard" else len(proof.delivery) == 32


@pytest.mark.parametrize("style", ALL)
@pytest.mark.parametrize("key", [b"another key", b""])
def test_another_secret_is_not(style: str, key: bytes) -> None:
    with pytest.raises(BadSignature):
        prove(style, signed(style, key=key), BODY, [SECRET], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", ALL)
def test_another_body_is_not(style: str) -> None:
    with pytest.raises(BadSignature):
        prove(style, signed(style), BODY + b" ", [SECRET], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", TIMED)
@pytest.mark.parametrize("off", [-WINDOW_SECONDS - 1, WINDOW_SECONDS + 1])
def test_an_old_or_early_message_is_not(style: str, off: int) -> None:
    prove(style, signed(style, time=NOW + off // 2), BODY, [SECRET], NOW)  # type: ignore[arg-type]
    with pytest.raises(BadSignature, match="not from the last"):
        prove(style, signed(style, time=NOW + off), BODY, [SECRET], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", TIMED)
def test_the_time_is_signed_as_well(style: str) -> None:
    old = {name: value.replace(str(NOW), str(NOW + 5)) for name, value in signed(style).items()}
    with pytest.raises(BadSignature):
        prove(style, old, BODY, [SECRET], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", ALL)
def test_a_missing_or_senseless_header_is_not_believed(style: str) -> None:
    given = signed(style)
    for name in given:
        for value in ("", "v1,", "sha256=", "v0=zz", "t=,v1=", "é", "v1,!!"):
            with pytest.raises(BadSignature):
                prove(style, {**given, name: value}, BODY, [SECRET], NOW)  # type: ignore[arg-type]
        with pytest.raises(BadSignature):
            prove(style, {k: v for k, v in given.items() if k != name}, BODY, [SECRET], NOW)  # type: ignore[arg-type]


def test_while_a_secret_is_replaced_the_old_and_the_new_one_work() -> None:
    for key in (b"old", b"new"):
        assert prove("github", signed("github", key=key), BODY, ["old", "new"], NOW).delivery
    with pytest.raises(BadSignature):
        prove("github", signed("github", key=b"older"), BODY, ["old", "new"], NOW)


def test_without_a_secret_nothing_is_believed() -> None:
    with pytest.raises(BadSignature):
        prove("github", signed("github", key=b""), BODY, [], NOW)


def test_the_same_message_has_the_same_delivery_and_another_has_not() -> None:
    first, again = (prove("github", signed("github"), BODY, [SECRET], NOW) for _ in range(2))
    other = prove("github", signed("github", b"{}"), b"{}", [SECRET], NOW)
    assert first == again != other
