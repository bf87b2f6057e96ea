"""Sources are counted once each, and the share of attributed sentences by where quotes and claims stand."""

from __future__ import annotations

from steps.core.models import Evidence
from steps.core.text.spans import sentences
from steps.news.framing import attribution_rate, sources
from steps.news.models import Claim, Quote
from steps.news.wire import WireEntity

PEOPLE = [
    WireEntity(name="Orla Quill", other_names=["Mayor Quill"], type="person", sentiment=None),
    WireEntity(name="Ostby Bank", other_names=[], type="organization", sentiment=None),
    WireEntity(name="Ostby", other_names=[], type="place", sentiment=None),
]


def test_forms_of_one_person_are_one_source() -> None:
    assert sources(["Orla Quill", "Quill", "Mayor Quill", "spokeswoman Orla Quill"], PEOPLE) == (1, 0)


def test_described_sources_have_no_name() -> None:
    assert sources(["a spokesman", "the spokesman", "researchers", "The police"], PEOPLE) == (0, 3)


def test_a_name_that_is_no_entity_is_a_name_all_the_same() -> None:
    assert sources(["Ostby Bank", "Tarn Uldis"], PEOPLE) == (2, 0)
    assert sources([], PEOPLE) == (0, 0)


def test_the_share_of_sentences_that_are_attributed() -> None:
    text = "The bridge is closed. Quill said so. It rains. A spokesman denied it."
    spans = sentences(text)
    evidence = [[Evidence(quote=span.of(text), start=span.start, end=span.end)] for span in spans]
    quotes = [Quote(speaker="Quill", quote="so", evidence=evidence[1])]
    claims = [
        Claim(text="It rains.", attributed_to=None, kind="fact", checkable=True, evidence=evidence[2]),
        Claim(text="No.", attributed_to="a spokesman", kind="fact", checkable=False, evidence=evidence[3]),
    ]
    assert attribution_rate(spans, quotes, claims) == 0.5
    assert attribution_rate([], [], []) == 0.0
