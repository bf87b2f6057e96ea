"""The ways to a server: TLS that is checked, a certificate of the client, IPv6, a socket, other notations of a URL."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from steps.core.errors import ConfigurationError
from steps.core.postgres.connect import connect_to, translated
from steps.core.text.address import normalized
from tests.support.debian import Debian, debian_postgres, needs

TLS_ALONE = """\
local all all trust
host all {user} 127.0.0.1/32 trust
hostssl all app all scram-sha-256
hostssl all certified all cert
"""


def certificate(folder: Path, name: str, issuer: str | None = None, *, names: str = "") -> tuple[Path, Path]:
    """A key and a certificate for this common name, by the issuer or by itself."""
    openssl = needs("openssl", "openssl")
    key, request, made = (folder / f"{name}.{ending}" for ending in ("key", "csr", "crt"))
    run = [openssl, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-subj", f"/CN={name}"]
    if issuer is None:
        run += ["-x509", "-days", "2", "-out", str(made)]
        subprocess.run(run, check=True, capture_output=True)
        return key, made
    subprocess.run([*run, "-out", str(request)], check=True, capture_output=True)
    (folder / "names").write_text(f"subjectAltName={names}" if names else "")
    by = ["-CA", str(folder / f"{issuer}.crt"), "-CAkey", str(folder / f"{issuer}.key"), "-CAcreateserial"]
    sign = [openssl, "x509", "-req", "-in", str(request), *by, "-days", "2", "-out", str(made)]
    subprocess.run([*sign, "-extfile", str(folder / "names")], check=True, capture_output=True)
    return key, made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def secured(folder: Path) -> Iterator[Debian]:
    """A server with TLS, which lets `app` in by password and `certified` by certificate."""
    certificate(folder, "authority")
    certificate(folder, "stranger")
    key, made = certificate(folder, "server", "authority", names="DNS:localhost")
    certificate(folder, "certified", "authority")
    files = {
        "server.key": key.read_bytes(),
        "server.crt": made.read_bytes(),
        "ca.crt": (folder / "authority.crt").read_bytes(),
    }
    lines = (
        "ssl = on",
        "ssl_cert_file = '../server.crt'",
        "ssl_key_file = '../server.key'",
        "ssl_ca_file = '../ca.crt'",
    )
    with debian_postgres(*lines, access=TLS_ALONE, files=files) as server:
        server.new_role("app")
        server.new_role("certified")
        yield server


def used(url: str) -> tuple[str, bool]:
    """TLS's version and the user, as the server sees them."""
    with translated(), connect_to(url, "test") as connection:
        row = connection.execute(
            "select version, ssl from pg_stat_ssl where pid = pg_backend_pid()"
        ).fetchone()
        assert row is not None
        return str(row[0]), bool(row[1])


def test_a_certificate_is_verified_with_its_name(secured: Debian, folder: Path) -> None:
    more = f"?sslmode=verify-full&sslrootcert={folder / 'authority.crt'}"
    assert used(secured.url(user="app", host="localhost", more=more)) == ("TLSv1.3", True)


@pytest.mark.parametrize(
    ("host", "root"),
    [("localhost", "stranger.crt"), ("127.0.0.1", "authority.crt"), ("localhost", "none.crt")],
)
def test_a_certificate_of_others_or_another_name_is_refused(
    secured: Debian, folder: Path, host: str, root: str
) -> None:
    url = secured.url(user="app", host=host, more=f"?sslmode=verify-full&sslrootcert={folder / root}")
    with pytest.raises(
        ConfigurationError, match="TLS with PostgreSQL fails; look at sslmode, sslrootcert"
    ) as refused:
        used(url)
    assert refused.value.code == "database_tls"


def test_a_client_is_known_by_its_certificate(secured: Debian, folder: Path) -> None:
    mine = f"&sslcert={folder / 'certified.crt'}&sslkey={folder / 'certified.key'}"
    more = f"?sslmode=verify-full&sslrootcert={folder / 'authority.crt'}"
    assert used(secured.url(user="certified", host="localhost", more=more + mine)) == ("TLSv1.3", True)
    with pytest.raises(ConfigurationError) as refused:
        used(secured.url(user="certified", host="localhost", more=more))
    assert refused.value.code == "database_tls"


def test_without_tls_it_is_not_let_in(secured: Debian) -> None:
    with pytest.raises(ConfigurationError, match="sslmode=require") as refused:
        used(secured.url(user="app", more="?sslmode=disable"))
    assert refused.value.code == "database_access"


def test_ipv6_a_socket_and_key_words(debian: Debian) -> None:
    folder, port = debian.folder, debian.port
    for url in (
        debian.url("jobs", "app", host="[::1]"),
        f"postgresql://app@/jobs?host={folder}&port={port}",
        f"postgresql://app@{str(folder).replace('/', '%2F')}:{port}/jobs",
        f"host={folder} port={port} user=app dbname=jobs",
    ):
        with connect_to(normalized(url), "test") as connection:
            assert connection.execute("select current_database(), current_user").fetchone() == ("jobs", "app")


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql+psycopg", "postgresql+asyncpg", "postgresql+psycopg2"]
)
def test_other_notations_work(debian: Debian, scheme: str) -> None:
    url = debian.url("jobs", "app").replace("postgresql", scheme)
    with connect_to(normalized(f" {url}\n"), "test") as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    jdbc = f"jdbc:postgresql://127.0.0.1:{debian.port}/jobs?user=app&password=correct-horse"
    with psycopg.connect(normalized(jdbc)) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
