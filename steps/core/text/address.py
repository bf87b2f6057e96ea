"""What people write as a database's address, brought to the form that libpq reads; a wrong one is told without itself.

An address holds a password, and one that is mistyped may hold it anywhere: no sentence here repeats a part of it.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

FORM = (
    "write postgresql://USER:PASSWORD@HOST:5432/DATABASE, with the password's special characters "
    "percent-encoded (@ as %40, / as %2F, # as %23)"
)
_KEYWORDS = re.compile(r"\s*[a-z_]+\s*=", re.IGNORECASE)
_SCHEME = re.compile(r"(?:jdbc:)?(postgres(?:ql)?)(?:\+[a-z0-9_]+)?://", re.IGNORECASE)


def normalized(address: str) -> str:
    """The address as libpq reads it: the driver that SQLAlchemy's notation names (`postgresql+psycopg://`) and `jdbc:`
    are dropped, as is white space around it. `host=… dbname=…` stays as it is.

    Errors: ValueError saying what it should be.
    """
    text = address.strip()
    if _KEYWORDS.match(text) and "://" not in text:
        return text
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise ValueError(f"is no address of a PostgreSQL database; {FORM}")
    text = f"postgresql://{text[scheme.end() :]}"
    if (wrong := _wrong(text)) is not None:
        raise ValueError(f"{wrong}; {FORM}")
    return text


def _wrong(url: str) -> str | None:
    """What libpq would read otherwise than it was meant, or refuse in words that quote it."""
    rest = url.partition("://")[2]
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "#" in rest:
        return "has a # that is not percent-encoded"
    if rest.count("@") > 1 or ("@" in rest and "@" not in authority and "@" in rest.partition("?")[0]):
        return "has an @ or a / in user or password that is not percent-encoded"
    if re.search(r"%(?![0-9a-fA-F]{2})", rest):
        return "has a % that does not begin a percent-encoded character"
    hosts = authority.rpartition("@")[2]
    for host in hosts.split(","):
        port = re.sub(r"^\[[^]]*\]", "", host).partition(":")[2]
        if port and not (port.isdecimal() and 0 < int(port) < 65536):
            return "has a port that is no number from 1 to 65535"
    try:
        urlsplit(url)
    except ValueError:
        return "has a host that cannot be read"
    return None


def _normalized_secret(secret: SecretStr) -> SecretStr:
    return SecretStr(normalized(secret.get_secret_value()))


Address = Annotated[SecretStr, AfterValidator(_normalized_secret)]
