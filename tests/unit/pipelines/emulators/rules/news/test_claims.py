"""Reported statements carry their source and kind; direct speech and bare prose make no claims."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.emulators.rules.news.claims import claims
from pipelines.emulators.rules.news.entities import Mention
from pipelines.emulators.rules.news.quoted_speech import sayings
from steps.news.article import Article

Named = Callable[[str], tuple[Article, list[Mention]]]


@pytest.mark.parametrize(
    ("text", "source", "kind", "checkable"),
    [
        ("Mayor Orla Quill said the bridge was closed on Monday.", "Orla Quill", "fact", False),
        ("Mayor Orla Quill said the bridge cost 40 million euros.", "Orla Quill", "fact", True),
        ("Mayor Orla Quill said the bridge will be closed again.", "Orla Quill", "prediction", False),
        ("Mayor Orla Quill said the town should close the bridge.", "Orla Quill", "opinion", False),
        ("According to the Ostby Post, the bridge has been closed.", "Ostby Post", "fact", False),
        ("Almost half of the town is empty, researchers say.", "researchers", "fact", False),
        ("The new bridge cost the town 40 million euros.", None, "fact", True),
    ],
)
def test_a_claim(named: Named, text: str, source: str | None, kind: str, checkable: bool) -> None:
    [claim] = claims(*named(text), [])
    assert (claim.attributed_to, claim.kind, claim.checkable) == (source, kind, checkable)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is old and grey and long.",
        "The bridge will cost 40 million euros in all.",
        '"We have to close the bridge for 12 months," said Orla Quill.',
        "It cost 9 euros.",
    ],
    ids=["no source, no figure", "own forecast", "speech", "fragment"],
)
def test_no_claim(named: Named, text: str) -> None:
    piece, mentions = named(text)
    assert claims(piece, mentions, sayings(piece, mentions)) == []
