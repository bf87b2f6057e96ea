"""Text inside a document that addresses the machine reading it. Documents are data: nothing in one is an order."""

from __future__ import annotations

import re

from steps.core.text.spans import Span, paragraphs, sentences

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}\b(?:previous|prior|above|earlier|preceding|all|your)\b"
    r"[^.!?]{0,30}\b(?:instructions?|prompts?|rules|directions|guidelines|context)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b"
    r"|\byou are (?:now )?(?:an? )?(?:AI|assistant|language model|LLM|chat ?bot)\b"
    r"|\b(?:your|the) (?:answer|summary|output|response|result)\s+(?:is|must|should|shall|has to)\s+(?:be\s+)?"
    r"(?-i:[\"“]|[A-Z]{2})"
    r"|\b(?:respond|reply|answer|output) (?:only|exactly) with\b"
    r"|\bdo not (?:summari[sz]e|analy[sz]e|extract)\b"
    r"|\bAI (?:assistant|model|agent)s?\s*[:,]\s",
    re.IGNORECASE,
)


def instructions(text: str) -> list[Span]:
    """Sentences that give a machine orders, and what follows them in the same paragraph."""
    found: list[Span] = []
    for paragraph in paragraphs(text):
        for sentence in sentences(text, paragraph):
            if _ORDERS.search(text, sentence.start, sentence.end):
                found.append(Span(sentence.start, paragraph.end))
                break
    return found
