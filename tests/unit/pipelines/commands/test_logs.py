"""What `bgjobs logs --follow` prints of a log that grows."""

from __future__ import annotations

import pytest

from pipelines.commands.logs import added


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        ("", "a\nb", "a\nb"),
        ("a\nb", "a\nb", ""),
        ("a\nb", "a\nb\nc\nd", "c\nd"),
        ("a\nb\nc", "a\ngap\nc\nd", "d"),  # the cap took a line out of the middle
        ("a\nb", "a\ngap\nx\ny", "a\ngap\nx\ny"),  # all that was printed last is gone
    ],
)
def test_only_new_lines_are_printed(before: str, now: str, new: str) -> None:
    assert added(now, before) == new
