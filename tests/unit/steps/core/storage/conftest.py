"""A storage in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from steps.core.storage.storage import Storage


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path.resolve() / "storage"


@pytest.fixture
def storage(root: Path) -> Storage:
    return Storage(root.as_uri())
