"""Who a sentence of a contract is about: its grammatical subject, as far as word order shows it."""

from __future__ import annotations

import re

from steps.core.text.patterns import compiled

_MUTUAL = compiled(
    (
        r"\b(?:neither|either|each|both|every|no|the)(?: of the| such)? part(?:y|ies)\b|\beach of\b"
        r"|\bthe parties\b|\bparties (?:shall|will|agree|hereby)\b"
    ),
    re.IGNORECASE,
)
_SUBJECT = compiled(
    r"(?:^|(?<=[a-z0-9,;:.)\"] ))(?<!of )(?<!to )(?<!by )(?<!from )(?<!with )(?<!for )(?<!in )(?<!than )(?<!on )"
    r"(?:(?:\(?(?:[A-Za-z]|[ivxIVX]+|\d+(?:\.\d+)*)[.)]|\d+(?:\.\d+)+) )?"
    r"(?P<who>(?:[Tt]he )?(?:[A-Z][\w&'.-]*|we|us|you|You|We)(?: (?:of|and|&) [A-Z][\w&'.-]*"
    r"| [A-Z][\w&'.-]*){0,5}?),?"
    r" (?:(?:also|further|hereby|only|thereafter|therefore|promptly|not|and its [Aa]ffiliates),? )?"
    r"(?P<verb>shall|will|must|may|agrees?|undertakes?|covenants?|is (?:required|obligated"
    r"|responsible|solely responsible|entitled)|hereby|grants?|assigns?|"
    r"warrants?|represents?|waives?|releases?|indemnifies|reserves|provides|makes|disclaims|has the (?:sole )?(?:right"
    r"|option)|guarantees?)\b"
)
_VERBS = compiled(
    r"\b(?:Shall|Will|Must|May|Agrees?|Hereby|Provides|Makes|Disclaims|Waives?|Releases?|And|Its|Has|The|Is|Of)\b"
)
_NEVER = compiled(
    r"^(?:the )?(?:agreement|section|article|term|effective date|services?(?! provider)|products?|parties"
    r"|party|confidential information|exhibit|schedule|notice|payment|"
    r"this|that|it|such|any|all|in|if|upon|during|no|nothing|each|either|neither|both|licensed"
    r"|net|intellectual|force|governing|invoices?|fees?|claims?)\b",
    re.IGNORECASE,
)


def mutual(sentence: str) -> bool:
    """Whether the sentence speaks of all parties alike."""
    return _MUTUAL.search(sentence) is not None


def _not_shouted(sentence: str) -> str:
    """A sentence in capitals as it would be written otherwise, each character in its place."""
    letters = [letter for letter in sentence if letter.isalpha()]
    if sum(letter.isupper() for letter in letters) < 0.7 * len(letters):
        return sentence
    return _VERBS.sub(lambda verb: verb.group().lower(), sentence.title())


def subject(sentence: str) -> tuple[str, int] | None:
    """The first party-like subject with a verb of duty or power, and where that verb begins."""
    for match in _SUBJECT.finditer(_not_shouted(sentence)):
        who = re.sub(r"^(?:the|The) ", "", match["who"])
        if not _NEVER.match(who):
            return who, match.start("verb")
    return None
