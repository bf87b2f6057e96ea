"""Files that browsers load: their addresses, and that what is not ours is as it was published."""

from __future__ import annotations

import hashlib
import re

import pytest

from pipelines.server.pages.page_templates import STATIC, static_url


@pytest.mark.parametrize(
    "name",
    ["app.css", "job.css", "narrow.css", "app.js", "dom.js", "times.js", "htmx.min.js", "icon.svg"],
)
def test_addresses_change_with_the_content(name: str) -> None:
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    assert static_url(name) == f"/static/{name}?v={digest[:12]}"


def test_htmx_is_the_published_file_with_its_licence() -> None:
    notice = (STATIC / "htmx.LICENSE.txt").read_text(encoding="utf-8")
    assert "Zero-Clause BSD" in notice
    assert hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest() in notice
    version = re.search(r"version (\d+\.\d+\.\d+)", notice)
    assert version
    assert f"'{version[1]}'" in (STATIC / "htmx.min.js").read_text(encoding="utf-8").replace('"', "'")


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        if path.suffix in (".css", ".js", ".svg") and path.name != "htmx.min.js":
            text = path.read_text(encoding="utf-8")
            assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text) == []
            assert "@import" not in text
