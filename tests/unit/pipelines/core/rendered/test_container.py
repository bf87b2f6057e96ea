"""Kubernetes' sizes, read in one place."""

from __future__ import annotations

import pytest

from pipelines.core.rendered.container import bytes_of


@pytest.mark.parametrize(
    ("size", "expected"),
    [("0", 0), ("1073741824", 2**30), ("1Ki", 1024), ("256Mi", 2**28), ("2Gi", 2**31)],
)
def test_sizes(size: str, expected: int) -> None:
    assert bytes_of(size) == expected


@pytest.mark.parametrize("size", ["", "Mi", "1.5Gi", "1G", "-1Mi", "256mi", " 1Mi", "1Mi\n", "²Mi"])
def test_what_is_no_such_size_is_refused(size: str) -> None:
    with pytest.raises(ValueError, match="is not a size such as 256Mi"):
        bytes_of(size)
