"""Text inside a document that addresses the machine reading it. Documents are data: nothing in one is an order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from steps.core.text.spans import Span, covered, paragraphs, sentences

ENGLISH = ("en",)
ALL_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
)  # those beyond English also fit plain prose: for terse papers, not for news

# The gaps are short and of a fixed length, so that no text takes longer than its length.
_ORDERS = {
    "en": r"\b(?:ignore|disregard|forget|override|bypass)\b"
    r".{0,40}\b(?:previous|prior|above|earlier|preceding|all|your)\b.{0,30}\b(?:instructions?|prompts?|rules|directions|guidelines|context)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b"
    r"|\byou are (?:now )?(?:an? )?(?:AI|assistant|language model|LLM|chat ?bot)\b"
    r"|\b(?:your|the) (?:answer|summary|output|response|result)\s+(?:is|must|should|shall|has to)\s+(?:be\s+)?"
    r"(?-i:[\"“]|[A-Z]{2})"
    r"|\b(?:respond|reply|answer|output) (?:only|exactly) with\b"
    r"|\bdo not (?:summari[sz]e|analy[sz]e|extract)\b"
    r"|\b(?:AI (?:assistant|model|agent)s?\s*[:,]|language (?:assistant|model)s?\s*:)\s",
    "de": r"\b(?:ignorier\w*|missacht\w*|vergiss\w*|vergessen sie)\b"
    r".{0,40}\b(?:anweisung|instruktion|vorgabe|regel|prompt)",
    "fr": r"\b(?:ignore[zr]?|oubliez|ne tenez pas compte)\b.{0,40}\b(?:instructions?|consignes?|r[èe]gles?)\b",
    "es": r"\b(?:ignora|olvida|ignore)\b.{0,40}\b(?:instrucciones|indicaciones|reglas|istruzioni)\b",
}


def instructions(text: str, languages: Sequence[str] = ENGLISH) -> list[Span]:
    """Sentences that give a machine orders, and what follows them in the same paragraph."""
    found: list[Span] = []
    for paragraph in paragraphs(text):
        for sentence in sentences(text, paragraph):
            if is_order(sentence.of(text), languages):
                found.append(Span(sentence.start, paragraph.end))
                break
    return found


def without_instructions(text: str) -> str:
    """The text with spaces in the place of `instructions`, so that offsets stay as they are."""
    return covered(text, instructions(text), " ")


def is_order(sentence: str, languages: Sequence[str] = ENGLISH) -> bool:
    """Whether a sentence, or a line, gives a machine an order in one of the languages."""
    return _orders(tuple(languages)).search(sentence) is not None


@cache
def _orders(languages: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_ORDERS[language] for language in languages), re.IGNORECASE | re.DOTALL)
