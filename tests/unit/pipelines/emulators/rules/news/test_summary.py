"""The summary is made of sentences that can stand alone and say something new."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from pipelines.emulators.rules.news.news_rules import answer
from pipelines.emulators.rules.news.summary import condensed, one_sentence, ranked, spread
from steps.core.text.spans import Span, sentences

NEWS = Path(__file__).resolve().parents[7] / "shared" / "data" / "news"

TEXT = (
    "The harbour council of Ostby will close the old swing bridge for twelve months from May. "
    "It said so. "
    'He called the bridge "a danger to all. '
    "Engineers found cracks in three of the four pillars of the swing bridge during a check in winter. "
    "A ferry will carry school children and nurses across the harbour without charge until the bridge opens again. "
    "The town has two bakeries and one of them sells a cake that looks like a ship."
)


def order(headline: str | None = None) -> list[tuple[float, Span]]:
    return ranked(TEXT, sentences(TEXT), headline)


def test_the_first_sentence_that_says_much_comes_first() -> None:
    assert order()[0][1].of(TEXT).startswith("The harbour council")


def test_half_quotes_are_left_out() -> None:
    assert not [span for _, span in order() if "danger" in span.of(TEXT)]


def test_the_headline_pulls_its_sentence_up() -> None:
    def place(headline: str | None) -> int:
        return next(i for i, (_, span) in enumerate(order(headline)) if "bakeries" in span.of(TEXT))

    assert place("Town bakeries sell a cake that looks like a ship") < place(None)


def test_the_summary_is_one_sentence_that_stands_alone() -> None:
    sentence, used = one_sentence(TEXT, order())
    assert [span.of(TEXT) for span in used] == [sentence]
    assert sentence.startswith("The harbour council")
    quoted = 'He said: "It closes in May and we shall all walk to the harbour." The bridge closes in May, they said.'
    assert len(sentences(one_sentence(quoted, ranked(quoted, sentences(quoted), None))[0])) == 1


def test_sources_brackets_and_trailing_clauses_go() -> None:
    assert condensed("The bridge (built in 1931) closes in May, according to the council, and reopens.") == (
        "The bridge closes in May, and reopens."
    )
    assert condensed("Wikinews has learned that the bridge closes in May.") == "The bridge closes in May."
    long = f"The bridge over the harbour closes in May for {'many ' * 30}months, as its pillars have cracks."
    assert condensed(long) == long.partition(", as")[0] + "."


def test_further_sentences_are_new_and_in_order() -> None:
    _, used = one_sentence(TEXT, order())
    more = spread(TEXT, order(), 3, used)
    assert not set(more) & set(used)
    assert more == sorted(more)


def test_repetition_is_not_chosen_twice() -> None:
    text = (
        "Ostby closes the old swing bridge for a year. " * 3
        + "A ferry carries school children across the harbour."
    )
    order = ranked(text, sentences(text), None)
    more = spread(text, order, 3, [order[0][1]])
    assert [span.of(text) for span in more] == ["A ferry carries school children across the harbour."]


def test_no_sentences_no_order() -> None:
    assert ranked("", [], None) == []


def rouge_1(said: str, wanted: str) -> float:
    """F1 of the words two texts share (Lin 2004)."""
    ours, theirs = (Counter(re.findall(r"[a-z0-9]+", text.lower())) for text in (said, wanted))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


@pytest.mark.skipif(not NEWS.is_dir(), reason=f"the development data is not at {NEWS}")
def test_summaries_share_as_many_words_with_human_ones_as_first_sentences_do() -> None:
    truth = json.loads((NEWS / "truth.json").read_text(encoding="utf-8"))
    ours, leads = [], []
    for name, facts in truth.items():
        text = (NEWS / name).read_text(encoding="utf-8")
        summary = answer(text).summary
        said = summary.one_sentence
        body = text.split("\n", 4)[4]
        lead = " ".join(span.of(body) for span in sentences(body)[:1])
        ours.append(max(rouge_1(said, human) for human in facts["human_summaries"]))
        leads.append(max(rouge_1(lead, human) for human in facts["human_summaries"]))
    assert sum(ours) / len(ours) > 0.30
    assert sum(ours) > 0.95 * sum(leads)
