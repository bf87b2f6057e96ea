"""A secret is the key that its sender's own library makes of it; they believe what we sign, we refuse what they do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
import stripe
from standardwebhooks import Webhook

from pipelines.server.webhooks.keys import BadSecret, Style, keys_of
from pipelines.server.webhooks.signatures import BadSignature, prove

BODY = '{"text": "Grüße"}'
STRIPE_SECRET = "whsec_5f4dcc3b5aa765d61d8327deb882cf99"  # as Stripe makes them: not base64 of anything
KEY = secrets.token_bytes(24)


def believed(style: Style, headers: Mapping[str, str], secret: str, body: str = BODY) -> bool:
    try:
        return bool(prove(style, headers, body.encode(), keys_of(style, secret), time.time()))
    except BadSignature:
        return False


def by_standard(headers: Mapping[str, str], secret: str, body: str = BODY) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except Exception:  # whatever it raises, it refuses
        return False
    return True


def by_stripe(headers: Mapping[str, str], secret: str, body: str = BODY) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, headers["stripe-signature"], secret, 300))
    except Exception:
        return False


def standard(secret: str, at: float, body: str = BODY) -> dict[str, str]:
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at)),
        "webhook-signature": Webhook(secret).sign("msg_1", datetime.fromtimestamp(int(at), UTC), body),
    }


def by_hand(key: bytes, body: str = BODY) -> dict[str, str]:
    at = int(time.time())
    mac = hmac.digest(key, f"msg_1.{at}.{body}".encode(), hashlib.sha256)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


@pytest.mark.parametrize("prefix", ["whsec_", ""])
@pytest.mark.parametrize("size", [16, 24, 25, 26, 64])
@pytest.mark.parametrize("padded", [True, False])
def test_standard_webhooks_signs_and_we_believe_and_the_other_way_round(
    prefix: str, size: int, padded: bool
) -> None:
    text = base64.b64encode(secrets.token_bytes(size)).decode()
    secret = prefix + (text if padded else text.rstrip("="))
    assert believed("standard", standard(secret, time.time()), secret)
    ours = by_hand(keys_of("standard", secret)[0])
    assert by_standard(ours, secret)
    assert not believed("standard", ours, secret, BODY + " ")
    assert not by_standard(ours, secret, BODY + " ")


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "whsec_!!!!", "whsec_%%%", "whsec_a", "whsec_ ", "not-base64",
     "whsec_" + "-_" * 20, "whpk_" + "A" * 32],
)  # fmt: skip
def test_a_secret_that_is_no_key_of_standard_webhooks_never_becomes_one(secret: str) -> None:
    with pytest.raises(BadSecret) as refused:
        keys_of("standard", secret)
    assert not secret or secret not in str(refused.value)


def test_stripe_signs_and_we_believe() -> None:
    header = stripe.WebhookSignature.generate_signature_header(BODY, STRIPE_SECRET)
    assert believed("stripe", {"stripe-signature": header}, STRIPE_SECRET)
    assert not believed("stripe", {"stripe-signature": header}, STRIPE_SECRET, BODY + " ")
    assert not believed("stripe", {"stripe-signature": header}, STRIPE_SECRET[:-1] + "8")


def test_our_reading_of_stripes_rule_is_believed_by_stripe() -> None:
    at = int(time.time())
    mac = hmac.digest(keys_of("stripe", STRIPE_SECRET)[0], f"{at}.{BODY}".encode(), hashlib.sha256).hex()
    assert by_stripe({"stripe-signature": f"t={at},v0=x,v1={mac}"}, STRIPE_SECRET)


def test_a_secret_is_replaced_as_the_libraries_do_it() -> None:
    old, new = (f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}" for _ in range(2))
    now = time.time()
    one, other = standard(old, now), standard(new, now)
    both = {**one, "webhook-signature": f"{one['webhook-signature']} {other['webhook-signature']}"}
    for secret in (old, new):
        assert by_standard(both, secret)
        assert believed("standard", both, secret)
        assert believed("standard", standard(secret, now), f"{old} {new}")
    rolled = [stripe.WebhookSignature.generate_signature_header(BODY, each) for each in (old, new)]
    header = {"stripe-signature": f"{rolled[0]},{rolled[1].partition(',')[2]}"}
    for secret in (old, new):
        assert believed("stripe", header, secret) == by_stripe(header, secret)


SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
WRONG_STANDARD = [
    {"webhook-id": ""}, {"webhook-id": "msg_2"}, {"webhook-timestamp": ""}, {"webhook-timestamp": "x"},
    {"webhook-timestamp": "1e400"}, {"webhook-timestamp": "nan"}, {"webhook-timestamp": "\u00b2"},
    {"webhook-signature": ""}, {"webhook-signature": "v1"}, {"webhook-signature": "v1,"},
    {"webhook-signature": "v1,AAAA"}, {"webhook-signature": "v1,AAAA extra"}, {"webhook-signature": "v1,a,b"},
    {"webhook-timestamp": str(int(time.time()) - 301)}, {"webhook-timestamp": str(int(time.time()) + 3600)},
]  # fmt: skip


@pytest.mark.parametrize("changed", WRONG_STANDARD)
def test_what_standard_webhooks_refuses_we_refuse(changed: dict[str, str]) -> None:
    right = standard(SECRET, time.time())
    assert by_standard(right, SECRET)
    assert believed("standard", right, SECRET)
    assert not by_standard({**right, **changed}, SECRET)
    assert not believed("standard", {**right, **changed}, SECRET)


@pytest.mark.parametrize("age", [301, 3600, 10**6])
def test_both_libraries_and_we_refuse_what_is_old(age: int) -> None:
    at = int(time.time()) - age
    assert not by_standard(standard(SECRET, at), SECRET)
    assert not believed("standard", standard(SECRET, at), SECRET)
    header = stripe.WebhookSignature.generate_signature_header(BODY, STRIPE_SECRET, at)
    assert not by_stripe({"stripe-signature": header}, STRIPE_SECRET)
    assert not believed("stripe", {"stripe-signature": header}, STRIPE_SECRET)


@pytest.mark.parametrize(
    "spoilt",
    [
        "{t},{v}x",
        "{v}",
        "{t}",
        "{t}, {v}",
        "t,{v}",
        "{t},v1",
        "",
        "t=x,{v}",
        "{t},v0=0",
        "{t},V1=0",
        "t=,{v}",
    ],
)
def test_what_stripe_refuses_we_refuse(spoilt: str) -> None:
    at, _, signature = stripe.WebhookSignature.generate_signature_header(BODY, STRIPE_SECRET).partition(",")
    header = {"stripe-signature": spoilt.format(t=at, v=signature)}
    assert not by_stripe(header, STRIPE_SECRET)
    assert not believed("stripe", header, STRIPE_SECRET)
