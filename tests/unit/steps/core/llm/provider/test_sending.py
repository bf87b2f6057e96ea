"""Whom a call to the provider trusts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest

from steps.core.llm.provider import sending

END = "-----END CERTIFICATE-----\n"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    sending._trusted.cache_clear()
    yield
    sending._trusted.cache_clear()


def test_a_company_names_its_own_authorities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _, _ = Path(certifi.where()).read_text(encoding="utf-8").partition(END)
    (tmp_path / "ca.pem").write_text(first + END, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert sending._trusted().cert_store_stats()["x509_ca"] == 1


def test_a_process_reads_them_once() -> None:
    assert sending._trusted() is sending._trusted()
    assert sending._trusted().cert_store_stats()["x509_ca"] > 100
