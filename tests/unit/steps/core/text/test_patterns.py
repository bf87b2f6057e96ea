"""White space within a pattern has an end; all else stays as it is written."""

from __future__ import annotations

import re

import pytest

from steps.core.text.patterns import compiled


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\s*,\s+b", r"a\s{0,50},\s{1,50}b"),
        (r"[\s-]*x[^\S\n]+", r"[\s-]{0,50}x[^\S\n]{1,50}"),
        (r"\s*+a\s++", r"\s*+a\s++"),
        (r"\s*?a\w*", r"\s{0,50}?a\w*"),
        (r"\s?\S+", r"\s?\S+"),
    ],
)
def test_white_space_has_an_end(written: str, meant: str) -> None:
    assert compiled(written).pattern == meant


def test_flags_stay() -> None:
    assert compiled("a", re.IGNORECASE).match("A")
