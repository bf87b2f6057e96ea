"""The emulators that the tests of one module share, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.emulators.emulator_server import Emulators


@pytest.fixture(scope="module")
def running() -> Iterator[Emulators]:
    with Emulators() as emulators:
        yield emulators
