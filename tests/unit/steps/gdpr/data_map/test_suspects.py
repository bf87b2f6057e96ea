"""Which names and types look like a person's or like a secret."""

from __future__ import annotations

import pytest

from steps.gdpr.data_map.suspects import is_secret, is_suspect, person_kind, singular, words
from steps.gdpr.names import Table
from tests.unit.steps.gdpr.schema import column

SUBJECT = Table("public", "customers")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("email text", "email"), ("actor_email text", "email"), ("contactEMail text", "email"),
        ("user_id bigint", "customer"), ("customerId bigint", "customer"), ("customer_uuid uuid", "customer"),
        ("created_by bigint", "customer"), ("sender text", "customer"), ("owner uuid", "customer"),
        ("first_name text", "name"), ("lastName text", "name"), ("mobile text", "phone"),
        ("birth_date date", None), ("birthday date", "birth"), ("iban text", "iban"), ("login text", "login"),
        ("id bigint", None), ("product_id bigint", None), ("name text", None), ("email_verified boolean", None),
        ("email_sent date", None), ("subject text", None), ("account text", None), ("user_agent text", None),
        ("order_number integer", None), ("_ text", None),
    ],
)  # fmt: skip
def test_what_a_column_seems_to_name(text: str, kind: str | None) -> None:
    assert person_kind(column(text), SUBJECT) == kind
    assert is_suspect(column(text), SUBJECT) == (kind is not None)


def test_the_subject_tables_own_name_counts() -> None:
    assert person_kind(column("angler_id bigint"), Table("public", "anglers")) == "angler"
    assert person_kind(column("angler_id bigint"), SUBJECT) is None


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password_hash text", True), ("apiKey text", True), ("api_key text", True), ("reset_token text", True),
        ("totp_secret text", True), ("SessionID text", True), ("card_cvv text", True), ("private_key text", True),
        ("key text", False), ("session text", False), ("opinion text", False), ("hashtag text", False),
    ],
)  # fmt: skip
def test_what_looks_like_a_secret(text: str, secret: bool) -> None:
    assert is_secret(column(text)) is secret


def test_words_and_singulars() -> None:
    assert words("HTTPUserID") == ["http", "user", "id"]
    assert [singular(name) for name in ("customers", "companies", "address", "AppUsers", "staff")] == [
        "customer", "company", "address", "app_user", "staff",
    ]  # fmt: skip
