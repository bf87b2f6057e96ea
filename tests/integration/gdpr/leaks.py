"""What of other people stands in an export: every value of everybody else is looked for in the zip."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, LiteralString
from zipfile import ZipFile

import psycopg

from tests.integration.gdpr.conftest import SHOP_MAP

PEOPLE = {
    "48213": "mara.lindqvist@example.org", "48377": "tobias.okafor@example.com", "48502": "ines.carvalho@example.net",
    "48649": "henrik.vos@example.com", "48760": "priya.ramanathan@example.org", "48911": "dmitri.halloran@example.net",
    "49034": "yuki.brandvold@example.com", "49188": "leila.farouzi@example.org",
}  # fmt: skip

# Whose row is it? Written by hand and not from the data map, so that a mistake in the map shows.
MINE: dict[str, LiteralString] = {
    "public.customers": "id = %(id)s",
    "public.profiles": "customer_id = %(id)s",
    "public.addresses": "customer_id = %(id)s",
    "public.payment_methods": "customer_id = %(id)s",
    "public.orders": "customer_id = %(id)s",
    "public.order_items": "(region, order_number) in (select region, number from orders where customer_id = %(id)s)",
    "public.messages": "%(id)s in (sender_id, recipient_id)",
    "public.reviews": "customer_id = %(id)s",
    "public.logins": "customer_id = %(id)s",
    "public.teams": "owner_id = %(id)s or id in (select team_id from team_members where customer_id = %(id)s)",
    "public.team_members": "customer_id = %(id)s",
    "public.fraud_scores": "false",
    "support.tickets": "customer_id = %(id)s",
    "support.comments": "ticket_id in (select id from support.tickets where customer_id = %(id)s)",
    "audit.entries": "lower(actor_email) = %(email)s",
}
# Columns of one's own rows that name somebody else, or that are secret.
NOT_MINE = {
    "public.customers": ("password_hash", "totp_secret", "referred_by"),
    "public.payment_methods": ("gateway_token",),
    "public.orders": ("gift_email", "ship_to"),
    "public.messages": ("sender_id", "recipient_id", "body"),
    "public.logins": ("session_token",),
    "public.teams": ("owner_id",),
    "support.tickets": ("agent_email",),
    "support.comments": ("author_email", "body"),
}


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None:
        yield str(value)


def values(shop: psycopg.Connection[Any], subject: str, *, mine: bool) -> set[str]:
    """All values in rows that are the subject's (without what they say of others), or in all other rows."""
    found: set[str] = set()
    for table, condition in MINE.items():
        query = (
            f"select row_to_json(t)::text from {table} t where ({condition}) is {'' if mine else 'not'} true"
        )
        for (text,) in shop.execute(query, {"id": int(subject), "email": PEOPLE[subject]}):
            row = json.loads(text, parse_float=str)
            for name in NOT_MINE.get(table, ()) if mine else ():
                row.pop(name)
            found.update(leaves(row))
    return found


def in_text(value: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", text, re.IGNORECASE) is not None


def leaks(export: ZipFile, sample_url: str, subject: str) -> set[str]:
    """Values of other people, longer than three characters, that stand in the zip."""
    data = [name for name in export.namelist() if name.startswith(("data/", "schema/"))]
    rows = "\n".join(export.read(name).decode() for name in data).replace("\\n", "\n")
    with psycopg.connect(sample_url) as shop:
        products = {str(value) for row in shop.execute("select * from products") for value in row}
        others = values(shop, subject, mine=False) - values(shop, subject, mine=True) - products
    telling = {value for value in others if len(value) > 3}
    assert len(telling) > 100
    # The other files are made of the map's own words; sizes and digests in them may look like a number.
    pages = "\n".join(export.read(name).decode() for name in export.namelist() if name not in data)
    words = {value for value in telling - set(SHOP_MAP.read_text().split()) if not value.isdigit()}
    everything = rows + pages + "\n".join(export.namelist())
    addresses = {
        email for email in PEOPLE.values() if email != PEOPLE[subject] and email in everything.lower()
    }
    return {
        *(value for value in telling if in_text(value, rows)),
        *(value for value in words if in_text(value, pages)),
        *addresses,
        *re.findall(r"[\w.]+@staff\.example\.com", everything),
    }
