"""An S3 store on this machine, and credentials that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from steps.core.storage.storage import Storage

TEXT = "text/plain"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    moto = pytest.importorskip("moto.server")  # not there on Intel's Macs
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def client(endpoint: str) -> Any:
    """Amazon's own client, to look at the bucket from outside."""
    import boto3

    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket="documents")
    return client


@pytest.fixture
def storage(endpoint: str, client: Any) -> Storage:
    return Storage("s3://documents/team/a", endpoint)
