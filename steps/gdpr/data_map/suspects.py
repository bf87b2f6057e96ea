"""Columns that look like a person's or like a secret, by name and type: a hint for people, never a decision."""

from __future__ import annotations

import re
from itertools import pairwise

from steps.gdpr.catalog import Column
from steps.gdpr.names import Table

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PEOPLE = frozenset({
    "account", "actor", "assignee", "author", "buyer", "client", "contact", "creator", "customer", "employee", "guest",
    "holder", "member", "owner", "participant", "patient", "payee", "payer", "person", "recipient", "reporter",
    "sender", "student", "subject", "subscriber", "tenant", "user", "visitor",
})  # fmt: skip
_OF_OTHER_MEANING = frozenset(
    {"account", "contact", "holder", "subject"}
)  # alone, more often a text than a person
_REFERENCES = frozenset({"id", "uuid", "guid", "key", "ref", "no", "number", "by"})
_TELLING = {
    "email": "email", "mail": "email", "emails": "email",
    "phone": "phone", "mobile": "phone", "msisdn": "phone", "telephone": "phone",
    "username": "login", "login": "login", "nickname": "login",
    "firstname": "name", "lastname": "name", "fullname": "name", "surname": "name",
    "birthdate": "birth", "birthday": "birth", "dob": "birth",
    "iban": "iban", "ssn": "ssn", "passport": "passport", "street": "address",
}  # fmt: skip
ATTRIBUTES = frozenset(
    {"phone", "name", "birth", "iban", "ssn", "passport", "address"}
)  # say much, but not who
_NAMES = frozenset(
    {("first", "name"), ("last", "name"), ("full", "name"), ("given", "name"), ("family", "name")}
)
_SECRETS = frozenset({
    "password", "passwd", "pwd", "passphrase", "hash", "salt", "token", "secret", "otp", "totp", "mfa", "pin", "cvv",
    "cvc", "apikey", "cookie", "signature",
})  # fmt: skip
_SECRET_PAIRS = frozenset(
    {("api", "key"), ("private", "key"), ("recovery", "code"), ("session", "id"), ("reset", "link")}
)


def words(name: str) -> list[str]:
    """`actorEmail`, `actor_email` and `ACTOR-EMAIL` are all actor and email."""
    return [word.lower() for word in _WORDS.findall(name)]


def singular(name: str) -> str:
    """`customers` is a customer, `companies` a company; good enough for a name that people may change."""
    word = "_".join(words(name)) or "person"
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def person_kind(column: Column, subject: Table) -> str | None:
    """What the column seems to name: the subject's kind for a reference, else email, phone, name and the like."""
    parts = words(column.name)
    if not parts:
        return None
    if column.category in "SNU" and _is_reference(parts, _PEOPLE | {singular(subject.name)}):
        return singular(subject.name)
    told = next((_TELLING[word] for word in parts if word in _TELLING), None)
    if any(pair in _NAMES for pair in pairwise(parts)):
        told = "name"
    return told if column.category == "S" or (column.category == "D" and told == "birth") else None


def _is_reference(parts: list[str], people: frozenset[str]) -> bool:
    if len(parts) == 1:
        return parts[0] in people - _OF_OTHER_MEANING
    return parts[-1] in _REFERENCES and (parts[-1] == "by" or parts[-2] in people)


def is_suspect(column: Column, subject: Table) -> bool:
    return person_kind(column, subject) is not None


def is_secret(column: Column) -> bool:
    parts = words(column.name)
    return any(word in _SECRETS for word in parts) or any(pair in _SECRET_PAIRS for pair in pairwise(parts))
