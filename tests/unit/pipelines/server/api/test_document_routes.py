"""Names of files come from anybody."""

from __future__ import annotations

import pytest

from pipelines.server.api.document_routes import disposition, plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a.pdf", "a.pdf"), ("../../etc/passwd", "passwd"), ("C:\\x\\b.txt", "b.txt"), ("", "document"),
        ("..", "document"), ("a\x00b\n.txt", "ab.txt"), ("Größe.pdf", "Größe.pdf"), ("x" * 300, "x" * 120),
    ],
)  # fmt: skip
def test_only_the_last_part_stays(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_any_name_makes_a_header() -> None:
    made = disposition('Grö"ße\\.pdf')
    assert made == "attachment; filename=\"Gr___e_.pdf\"; filename*=UTF-8''Gr%C3%B6%22%C3%9Fe%5C.pdf"
    assert "\n" not in disposition("a\r\nSet-Cookie: x")
    assert made.isascii()
