"""Canaries in many disguises must not survive redaction; identifiers and ordinary numbers must."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from steps.core.text.account_numbers import is_card, is_iban
from steps.core.text.redaction import MAX_TEXT, redact, redact_value

OPENAI = "sk-proj-4fK9Zq_canary-7bTtQpLmN0aa"
ASSEMBLYAI = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
AWS_ID = "AKIAIOSFODNN7CANARY1"
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYcanarykey1"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5"
IBANS = [
    "DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606", "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
]  # fmt: skip
CARDS = ["4111111111111111", "5500005555555559", "2223003122003222", "378282246310005", "6011111111111117",
         "30569309025904", "3530111333300000", "6304000000000000", "4000000000000000006"]  # fmt: skip


def grouped(text: str, gap: str, sizes: tuple[int, ...] = (4,) * 9) -> str:
    parts, rest = [], text
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    return gap.join(part for part in [*parts, rest] if part)


@pytest.mark.parametrize(
    ("text", "canary"),
    [
        (OPENAI, OPENAI),
        (f"Incorrect API key provided: {OPENAI}.", OPENAI),
        (f'{{"error": "key {OPENAI}"}}', OPENAI),
        (f"key={OPENAI}\n", OPENAI),
        ("Incorrect API key provided: sk-abc1***************9xyz.", "9xyz"),
        (f"Authorization: {ASSEMBLYAI}", ASSEMBLYAI),
        (f"{{'authorization': '{ASSEMBLYAI}'}}", ASSEMBLYAI),
        (f"[('Authorization', '{ASSEMBLYAI}'), ('accept', '*/*')]", ASSEMBLYAI),
        (f"[(b'authorization', b'{ASSEMBLYAI}')]", ASSEMBLYAI),
        (f"ASSEMBLYAI_API_KEY={ASSEMBLYAI} is set", ASSEMBLYAI),
        (f"the AssemblyAI key {ASSEMBLYAI} was refused", ASSEMBLYAI),
        (json.dumps({"body": json.dumps({"api_key": ASSEMBLYAI})}), ASSEMBLYAI),
        (json.dumps({"a": json.dumps({"b": json.dumps({"password": "can ary"})})}), "can ary"),
        ("Bearer c4n4ry-t0ken.value", "c4n4ry"),
        ("authorization: bearer canary", "canary"),
        ("Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==", "Y2FuYXJ5"),
        (f"token {JWT} expired", JWT),
        (f"x-api-key: {ASSEMBLYAI.upper()}", ASSEMBLYAI.upper()),
        (f"aws_secret_access_key = {AWS_SECRET}", AWS_SECRET),
        (f"AWS_SECRET_ACCESS_KEY={AWS_SECRET}", AWS_SECRET),
        (f"credential {AWS_ID} unknown", AWS_ID),
        ("ghp_" + "c4n4ry" * 6, "c4n4ry"),
        ("the token jobs_VruRE81wsMI-qeWHr835pMndL4QPRTUBeoTL9JFgENY.", "VruRE81wsMI"),
        ("-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----\n", "canary"),
        ("-----BEGIN PRIVATE KEY-----\ncanary cut o", "canary"),
        ("postgresql://jobs:canary@db:5432/jobs", "canary"),
        ("postgresql://jobs:c@n/a?r#y@db/jobs", "c@n/a?r#y"),
        ("postgresql://jobs:c@n/ary@db/jobs", "n/ary"),
        ("https://canary@host.example/path", "canary"),
        ("host=db user=jobs password=can,a&r;y dbname=jobs", "a&r;y"),
        ("host=db password='can\\'ary two' dbname=jobs", "ary two"),
        ('password="can\\"ary two" x', "ary two"),
        ('{"password": "canary cut off', "canary"),
        ("clientSecret: canary", "canary"),
        ("refresh_token=canary&x=1", "canary"),
        ("Set-Cookie: session=canary", "canary"),
        ("https://b.s3.amazonaws.com/k?X-Amz-Algorithm=A&X-Amz-Signature=canary", "canary"),
        ("https://b.s3.amazonaws.com/k?x=canary&X-Amz-Signature=abc", "canary"),
        ('"https://a.blob.example/k?sv=1&sig=canary%2B%3D"', "canary"),
        ("(https://cdn.example/upload?token=canary)", "canary"),
        ("https:\\/\\/b.example\\/k?Signature=canary\\u0026Expires=1canary", "canary"),
        ("https://app.example/cb#access_token=canary", "canary"),
        ("GET /k?X-Amz-Signature=canary HTTP/1.1", "canary"),
        ("alice.canary@example.com", "alice"),
        ("<alice@canary.co.uk>", "canary"),
        ("mail alice+canary@example.com.", "canary"),
        ('{"to":"alice@example.canary"}', "alice"),
        ("mailto:alice@example.com?x", "alice"),
        ("q=alice%40example.com", "alice"),
        ("alice\\u0040example.com", "alice"),
        ('"alice canary"@example.com', "alice"),
        ("jürgen@bücher.example", "jürgen"),
        ("alice@example.com-and-more", "alice@"),
    ],
)  # fmt: skip
def test_secret_does_not_survive(text: str, canary: str) -> None:
    for disguise in (text, json.dumps(text), f"before\n{text}", f"{text}\nafter", f"({text})", f"“{text}”"):
        assert canary not in redact(disguise)


@pytest.mark.parametrize("iban", IBANS)
@pytest.mark.parametrize("gap", ["", " ", "-", ".", "\u00a0", "  "])
def test_iban_does_not_survive(iban: str, gap: str) -> None:
    for text in (
        grouped(iban, gap),
        grouped(iban.lower(), gap),
        f"{iban[:2]} {grouped(iban[2:], gap, (2, 4, 4, 4, 4, 4, 4))}",
    ):
        for sentence in (
            text,
            f"IBAN:{text}.",
            f'"{text}"',
            f"pay to {text} today",
            f"AT12 {text}",
            f"{text}\n",
        ):
            assert redact(sentence) == sentence.replace(text, "[iban]")


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("gap", ["", " ", "-", ".", " - ", "\u00a0"])
def test_card_does_not_survive(card: str, gap: str) -> None:
    sizes = (4, 6, 5) if len(card) < 16 else (4, 4, 4, 4, 3)
    text = grouped(card, gap, sizes)
    for sentence in (text, f"card {text}, thanks", f'"{text}"', f"{text}\n", f"1234 {text}", f"no. {text};"):
        assert redact(sentence) == sentence.replace(text, "[card]")


def test_card_with_its_security_code_does_not_survive() -> None:
    assert redact("4111 1111 1111 1111 123") == "[card] 123"


@pytest.mark.parametrize(
    "text",
    [
        "0198d1a2-1234-7abc-8123-123456789012",
        "41111111-1111-4111-8111-111111111111",
        "2026-08-22T10:11:12.123456Z",
        "1755856272123 1755856272123456 1755856272123456789",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "the digest 0a1b2c3d4e5f60718293a4b5c6d7e8f9 and commit 70c34b6f00d",
        "input_tokens=1234 output_tokens=56 max_output_tokens: 4096, total_tokens",
        "retry 3 of 4 after 12.5 s, 1,234,567 bytes, 99.99 %",
        "0.4111111111111111",
        "http://127.0.0.1:8080/v1/responses?page=2&limit=50",
        "s3://bucket/jobs/0198d1a2/report.md",
        "task-0123456789abcdef risk-averse-strategies disk-0123456789 jobs_finished jobs_stage_attempts_total",
        "DE89370400440532013001 GB00NWBK60161331926819",
        "4111111111111112",
        "basic understanding of the bearer instruments",
        "OPENAI_API_KEY is not set; set it, or start `bgjobs dev`",
        '{"token": null, "password": None, "secret": false}',
        "steps/core/llm/client.py:120 ask",
        "Ü@ home, 5 @ 3 EUR, @decorator, a@b",
    ],
)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


@example(uuid.UUID("bac47b7b-7ac7-ee52-c043-d5ea31ff4e3e"))  # parts that an Estonian account has
@example(uuid.UUID("bac47b7b-ad45-4c04-8d5e-a31ff4e3e000"))  # an Andorran one
@given(st.uuids())
def test_uuids_stay(value: uuid.UUID) -> None:
    assert redact(f"job {value} done {value.hex}") == f"job {value} done {value.hex}"


@given(st.binary(min_size=32, max_size=32), st.sampled_from(["{}", '{{"sha256":"{}"}}', "documents/{}"]))
def test_digests_stay(value: bytes, frame: str) -> None:
    assert redact(frame.format(value.hex())) == frame.format(value.hex())


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_times_stay(value: datetime) -> None:
    text = f"{value.isoformat()} {value:%Y%m%d %H%M%S} {value:%d.%m.%Y}"
    assert redact(text) == text


@given(st.one_of(st.integers(-(10**11), 10**11), st.floats(-(10.0**11), 10.0**11)))
def test_ordinary_numbers_stay(value: float) -> None:
    assert redact(f"took {value} units") == f"took {value} units"


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(
    st.text(alphabet="aA1@:/?=&.\"'\\ -+sk\n[]", max_size=60),
    st.sampled_from(["password=", "://", "token: ", "@b.de "]),
)
def test_redacting_noise_around_secrets_twice_changes_nothing_more(noise: str, mark: str) -> None:
    once = redact(noise + mark + noise)
    assert redact(once) == once


@given(
    st.text(max_size=40),
    st.from_regex(r"[a-z]{3,10}[.+][0-9]{2,4}@[a-z]{3,9}\.(com|de|example)", fullmatch=True),
)
def test_email_does_not_survive_any_neighbour(noise: str, email: str) -> None:
    assert email not in redact(f"{noise} {email} {noise}")


@given(st.text(alphabet="0123456789", min_size=15, max_size=15))
def test_every_visa_number_is_found(digits: str) -> None:
    card = next(number for check in "0123456789" if is_card(number := f"4{digits[:14]}{check}"))
    assert redact(f"paid with {grouped(card, ' ')} today") == "paid with [card] today"


@given(st.text(alphabet="0123456789", min_size=18, max_size=18))
def test_every_german_iban_is_found(account: str) -> None:
    check = 98 - int(account + "131400") % 97
    iban = f"DE{check:02}{account}"
    assert is_iban(iban)
    assert redact(f"an {grouped(iban, ' ')} senden") == "an [iban] senden"


def test_values_keep_their_shape_and_lose_their_secrets() -> None:
    found = redact_value({
        "password": "canary", "headers": [("Authorization", "canary"), ("Accept", "*/*")], "n": 3, "ok": True,
        "nested": {"api_key": ["canary"], "mail": "a canary@example.com"}, "card": 4111111111111111,
        "when": datetime(2026, 1, 31, tzinfo=UTC), "day": date(2026, 1, 31), "sum": Decimal("1.10"),
        "none": None, "nan": float("nan"),
        "key": SecretStr("canary"), "path": Path("/home/canary"), "canary@example.com": 1, "input_tokens": 12,
    })  # fmt: skip
    assert "canary" not in json.dumps(found)
    assert found["headers"] == [["Authorization", "[redacted]"], ["Accept", "*/*"]]
    assert found["nested"] == {"api_key": ["[redacted]"], "mail": "a [email]"}
    assert (found["n"], found["ok"], found["none"], found["input_tokens"]) == (3, True, None, 12)
    assert (found["day"], found["sum"], found["nan"]) == ("2026-01-31", "1.10", "nan")
    assert (found["card"], found["key"]) == ("[card]", "<SecretStr>")
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("before", [MAX_TEXT - 10, 2 * MAX_TEXT - 10, 2 * MAX_TEXT - 3, 3 * MAX_TEXT])
def test_cutting_a_long_text_does_not_bare_half_a_secret(before: int) -> None:
    text = ("word " * before)[:before] + " alice.canary@example.com " + "x" * 5_000_000
    cut = redact_value(text)
    assert "canary" not in cut
    assert len(cut) <= MAX_TEXT + 2


def test_cutting_a_text_that_shrank_does_not_bare_half_a_secret() -> None:
    text = "password=" + "x" * 3900 + " postgres://jobs:" + "canary" * 100
    assert "canary" not in redact_value(text)
