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
    proof = prove(style, signed(style), BODY, [KEY], NOW)  # type: ignore[arg-type]
    assert proof.delivery == "msg_1" if style == "standard" else len(proof.delivery) == 32


@pytest.mark.parametrize("style", ALL)
@pytest.mark.parametrize("key", [b"another key", b""])
def test_another_secret_is_not(style: str, key: bytes) -> None:
    with pytest.raises(BadSignature):
        prove(style, signed(style, key=key), BODY, [KEY], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", ALL)
def test_another_body_is_not(style: str) -> None:
    with pytest.raises(BadSignature):
        prove(style, signed(style), BODY + b" ", [KEY], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", TIMED)
@pytest.mark.parametrize("off", [-WINDOW_SECONDS - 1, WINDOW_SECONDS + 1])
def test_an_old_or_early_message_is_not(style: str, off: int) -> None:
    prove(style, signed(style, time=NOW + off // 2), BODY, [KEY], NOW)  # type: ignore[arg-type]
    with pytest.raises(BadSignature, match="not from the last"):
        prove(style, signed(style, time=NOW + off), BODY, [KEY], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", TIMED)
def test_the_time_is_signed_as_well(style: str) -> None:
    old = {name: value.replace(str(NOW), str(NOW + 5)) for name, value in signed(style).items()}
    with pytest.raises(BadSignature):
        prove(style, old, BODY, [KEY], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", ALL)
def test_a_missing_or_senseless_header_is_not_believed(style: str) -> None:
    given = signed(style)
    for name in given:
        for value in ("", "v1,", "sha256=", "v0=zz", "t=,v1=", "é", "v1,!!"):
            with pytest.raises(BadSignature):
                prove(style, {**given, name: value}, BODY, [KEY], NOW)  # type: ignore[arg-type]
        with pytest.raises(BadSignature):
            prove(style, {k: v for k, v in given.items() if k != name}, BODY, [KEY], NOW)  # type: ignore[arg-type]


def test_while_a_secret_is_replaced_the_old_and_the_new_one_work() -> None:
    for key in (b"old", b"new"):
        assert prove("github", signed("github", key=key), BODY, [b"old", b"new"], NOW).delivery
    with pytest.raises(BadSignature):
        prove("github", signed("github", key=b"older"), BODY, [b"old", b"new"], NOW)


def test_without_a_secret_nothing_is_believed() -> None:
    with pytest.raises(BadSignature):
        prove("github", signed("github", key=b""), BODY, [], NOW)


def test_the_same_message_has_the_same_delivery_and_another_has_not() -> None:
    first, again = (prove("github", signed("github"), BODY, [KEY], NOW) for _ in range(2))
    other = prove("github", signed("github", b"{}"), b"{}", [KEY], NOW)
    assert first == again != other


@pytest.mark.parametrize("style", TIMED)
@pytest.mark.parametrize("time", ["\u00b2", "\u00b2" * 10, "9" * 5000, "+1", "1.5", " 1", "-1"])
def test_a_time_that_is_no_number_is_refused_and_breaks_nothing(style: str, time: str) -> None:
    given = {name: value.replace(str(NOW), time) for name, value in signed(style).items()}
    with pytest.raises(BadSignature, match="not from the last"):
        prove(style, given, BODY, [KEY], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("style", "written", "instead"),
    [
        ("slack", "v0=", ""), ("github", "sha256=", ""), ("github", "sha256=", "sha1="), ("stripe", ",v1", ", v1"),
        ("stripe", "v1=", "v0="), ("standard", "v1,", "v1a,"),
    ],
)  # fmt: skip
def test_a_signature_that_does_not_say_its_kind_is_refused(style: str, written: str, instead: str) -> None:
    given = {name: value.replace(written, instead) for name, value in signed(style).items()}
    with pytest.raises(BadSignature):
        prove(style, given, BODY, [KEY], NOW)  # type: ignore[arg-type]


def test_one_of_many_signatures_is_enough() -> None:
    right = signed("standard")
    many = " ".join(["v1,AAAA"] * 20 + ["v2,AAAA", right["Webhook-Signature"]])
    assert prove("standard", {**right, "Webhook-Signature": many}, BODY, [KEY], NOW).delivery == "msg_1"
