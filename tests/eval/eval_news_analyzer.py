"""How near the summary's one sentence is to what people wrote in two or three, and how many names are found."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import snowballstemmer

from steps import process_news_analyzer
from steps.news.models import NewsResult
from steps.process_news_analyzer import Input
from tests.eval.attempt import attempt
from tests.eval.table import DATA, Row

JOB = "news-analyzer"
NEWS = DATA / "news"
LABELS = Path(__file__).parent / "labels" / "news_entities.json"


def measure() -> Iterable[Row]:
    results = {path.name: result(path) for path in sorted(NEWS.glob("*.txt"))}
    truth = json.loads((NEWS / "truth.json").read_text(encoding="utf-8"))
    for stemmed, name in ((True, "stemmed as ROUGE-1 usually is"), (False, "words as they stand")):
        scores = [
            max(
                rouge_1(found.summary.one_sentence, human, stemmed)
                for human in truth[file]["human_summaries"]
            )
            for file, found in results.items()
        ]
        yield Row(
            JOB,
            f"summary, ROUGE-1 F1, {name}",
            sum(scores) / len(scores),
            0.30,
            len(scores),
        )
    labels: dict[str, list[str]] = json.loads(LABELS.read_text(encoding="utf-8"))
    recalls = [recall(labels[file], results[file]) for file in labels]
    yield Row(
        JOB, "people, organisations and places found, recall", sum(recalls) / len(recalls), 0.7, len(recalls)
    )
    quotes = [evidence for found in results.values() for evidence in evidences(found)]
    yield Row(JOB, "quotes that stand verbatim in the article", sum(quotes) / len(quotes), 1.0, len(quotes))


def result(path: Path) -> NewsResult:
    with attempt(JOB) as context:
        return process_news_analyzer.run(Input(document=context.storage.put_input(path)), context).result


def evidences(found: NewsResult) -> list[bool]:
    """For each quote of a speaker and each claim, whether the article's offsets hold it."""
    text = next(
        text
        for path in NEWS.glob("*.txt")
        if found.headline and (text := path.read_text(encoding="utf-8")).startswith(found.headline)
    )
    quoted = [evidence for quote in found.quotes for evidence in quote.evidence]
    claimed = [evidence for claim in found.claims for evidence in claim.evidence]
    pieces = [*quoted, *claimed]
    return [text[piece.start : piece.end] == piece.quote for piece in pieces]


def recall(names: list[str], found: NewsResult) -> float:
    """A name counts as found where one name holds the other, word by word."""
    ours = [entity.name for entity in found.entities]
    return sum(any(_holds(name, other) or _holds(other, name) for other in ours) for name in names) / len(
        names
    )


def _holds(name: str, part: str) -> bool:
    return f" {part.lower()} " in f" {name.lower()} "


@cache
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("porter").stemWord(word)) if len(word) > 3 else word


def rouge_1(said: str, wanted: str, stemmed: bool) -> float:
    """F1 of the words two texts share (Lin 2004); words of more than three letters by their Porter stem."""
    ours, theirs = (
        Counter(_stem(word) if stemmed else word for word in re.findall(r"[a-z0-9]+", text.lower()))
        for text in (said, wanted)
    )
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0
