"""contract-analyzer against CUAD's labels: 24 contracts, read through the step with the rules engine.

Exact means equal without case, punctuation and double spaces. Names of companies may differ by a slip of the pen
(90 % likeness) or an addition at the end; the parties of a contract are right if they are the same set. A title is
right if it equals the label, `form of` aside and a letter cut off allowed for. Dates are compared as days,
`perpetual` as itself. What is stated with less confidence is a guess, and marked as one: it counts as not found.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from steps.contracts.models import Clause, ContractResult
from steps.core.storage.storage import Storage
from steps.process_contract_analyzer import Input, Output, run
from tests.eval.contract_truth import gold_date, gold_parties, plain, same_name
from tests.eval.table import DATA, Row, held_back
from tests.support.attempt import Attempt, RulesReader

JOB = "contract-analyzer"
SURE = 0.8  # from this confidence on, a value is stated, not guessed
STRONG = ("Governing Law", "Insurance", "License Grant", "Anti-Assignment", "Cap on Liability")
Truth = dict[str, dict[str, Any]]


def read(path: Path, folder: Path) -> Output:
    """The step's output for one document."""
    storage = Storage(folder.as_uri())
    attempt = Attempt(JOB, storage, RulesReader(), datetime(2026, 1, 1, tzinfo=UTC))
    return run(Input(document=storage.put_input(path)), attempt.context)


def measure() -> Iterable[Row]:
    gold = json.loads((DATA / "contracts" / "gold.json").read_text())
    truths: list[Truth] = [entry["categories"] for entry in gold.values()]
    outputs, seconds = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name in gold:
            started = time.perf_counter()
            outputs.append(read(DATA / "contracts" / name, Path(folder)))
            seconds.append(time.perf_counter() - started)
    results = [output.result for output in outputs]
    scores = {category: f1(category, results, truths) for category in STRONG}
    yield row("presence F1, mean of five common clauses", sum(scores.values()) / len(scores), 0.93, len(gold))
    for category, score in scores.items():
        yield row(f"presence F1, {category}", score, 0.85, positives(category, truths))
    unseen = held_back(gold)
    pairs = list(zip(gold, results, truths, strict=True))
    yield from stated(pairs, "")
    yield from stated([pair for pair in pairs if pair[0] in unseen], ", held back")
    judged = [category for category in truths[0] if assessed(category, results)]
    rest = [f1(category, results, truths) for category in judged if positives(category, truths)]
    yield row("presence F1, mean of all categories that are judged", sum(rest) / len(rest), 0.7, len(rest))
    texts = [(DATA / "contracts" / name).read_bytes().decode() for name in gold]
    quotes = [
        (quote, text)
        for result, text in zip(results, texts, strict=True)
        for quote in quoted(result.model_dump())
    ]
    verbatim = sum(text[quote["start"] : quote["end"]] == quote["quote"] for quote, text in quotes)
    yield row("quotes verbatim at their offsets", verbatim / len(quotes), 1.0, len(quotes))
    yield row("a strong clause's evidence meets the label's", span_hits(results, truths), 0.77, len(gold))
    yield Row(JOB, "seconds, longest contract", max(seconds), 30.0, 1, lower_is_better=True)
    yield Row(
        JOB,
        "seconds, median contract",
        sorted(seconds)[len(seconds) // 2],
        3.0,
        len(seconds),
        lower_is_better=True,
    )


def stated(pairs: Sequence[tuple[str, ContractResult, Truth]], which: str) -> Iterable[Row]:
    """Of what is stated with confidence, how much is right; and how much of what is there is stated so and right."""
    told = hits = recalled = there = 0
    for measured, (category, right) in EXACT.items():
        sure = [(result, truth) for _, result, truth in pairs if clause(category, result).confidence >= SURE]
        sure = [(result, truth) for result, truth in sure if clause(category, result).answer]
        good = sum(right(result, truth) for result, truth in sure)
        found = sum(right(result, truth) and is_positive(category, truth) for result, truth in sure)
        known = sum(is_positive(category, truth) for _, _, truth in pairs)
        told, hits, recalled, there = told + len(sure), hits + good, recalled + found, there + known
        yield row(f"{measured}: precision{which}", good / len(sure) if sure else 1.0, 0.8, len(sure))
        yield row(f"{measured}: recall{which}", found / known, 0.2, known)
    yield row(f"names, dates, law: precision{which}", hits / told, 0.95, told)
    yield row(f"names, dates, law: recall{which}", recalled / there, 0.4, there)


def row(measured: str, value: float, floor: float, n: int) -> Row:
    return Row(JOB, measured, value, floor, n)


def clause(category: str, result: ContractResult) -> Clause:
    return next(one for one in result.clauses if one.category == category)


def is_positive(category: str, truth: Truth) -> bool:
    return bool(truth[category]["spans"]) or truth[category]["answer"] not in ("", "No")


def positives(category: str, truths: list[Truth]) -> int:
    return sum(is_positive(category, truth) for truth in truths)


def assessed(category: str, results: list[ContractResult]) -> bool:
    return all(clause(category, result).status != "not_assessed" for result in results)


def f1(category: str, results: list[ContractResult], truths: list[Truth]) -> float:
    pairs = [
        (clause(category, result).status == "present", is_positive(category, truth))
        for result, truth in zip(results, truths, strict=True)
    ]
    right = sum(found and there for found, there in pairs)
    return 2 * right / (sum(found for found, _ in pairs) + sum(there for _, there in pairs))


def span_hits(results: list[ContractResult], truths: list[Truth]) -> float:
    hits = []
    for result, truth in zip(results, truths, strict=True):
        for category in STRONG:
            evidence, spans = clause(category, result).evidence, truth[category]["spans"]
            if evidence and spans:
                hits.append(
                    any(
                        one.start < span["end"] and span["start"] < one.end
                        for one in evidence
                        for span in spans
                    )
                )
    return sum(hits) / len(hits)


def quoted(part: Any) -> Iterable[dict[str, Any]]:
    """All evidence anywhere in a result."""
    if isinstance(part, dict):
        if "quote" in part and "start" in part:
            yield part
        for value in part.values():
            yield from quoted(value)
    elif isinstance(part, list):
        for value in part:
            yield from quoted(value)


def _parties(result: ContractResult, truth: Truth) -> bool:
    found, there = [party.name for party in result.parties], gold_parties(truth["Parties"]["answer"])
    return len(found) == len(there) and all(any(same_name(name, one) for one in found) for name in there)


def _name(result: ContractResult, truth: Truth) -> bool:
    found, there = (
        plain(name or "").removeprefix("form of ")
        for name in (result.document_name, truth["Document Name"]["answer"])
    )
    return found == there or fuzz.ratio(found, there) >= 95


def _law(result: ContractResult, truth: Truth) -> bool:
    return plain(result.governing_law or "") == plain(truth["Governing Law"]["answer"])


def _date(field: str, category: str) -> Callable[[ContractResult, Truth], bool]:
    return lambda result, truth: bool(getattr(result.dates, field) == gold_date(truth[category]["answer"]))


EXACT: dict[str, tuple[str, Callable[[ContractResult, Truth], bool]]] = {
    "parties": ("Parties", _parties),
    "agreement date": ("Agreement Date", _date("agreement", "Agreement Date")),
    "effective date": ("Effective Date", _date("effective", "Effective Date")),
    "expiration date": ("Expiration Date", _date("expiration", "Expiration Date")),
    "governing law": ("Governing Law", _law),
    "document name": ("Document Name", _name),
}
