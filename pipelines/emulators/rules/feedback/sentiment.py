"""How a text sounds, clause by clause: words and phrases, what turns them round, and what makes them stronger."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.emulators.rules.feedback.clauses import Clause, clauses
from pipelines.emulators.rules.feedback.feedback_lexicon import valence
from pipelines.emulators.rules.feedback.intents import is_wish
from pipelines.emulators.rules.feedback.phrases import PHRASES
from steps.core.text.patterns import compiled
from steps.core.text.spans import word_list
from steps.feedback.models import Sentiment

_TOKEN = compiled(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_NEGATORS = word_list(
    "not no never nor neither without hardly barely cannot nothing none nobody zero lacks lack"
)
_STRONGER = word_list(
    """very really extremely so absolutely totally completely highly incredibly super such exceptionally truly
    particularly especially insanely utterly remarkably most deeply much"""
)
_WEAKER = word_list(
    "slightly somewhat bit little kinda fairly rather relatively almost partly maybe might quite sort"
)
# At the start of a clause: how good or bad they are says nothing about us.
_OTHERS = compiled(
    r"(?:and |also )?(?:my|our) (?:last|previous|old|older|former|other|earlier|first)"
    r" (?!time|version|update|week|month|year|day)\w+"
    r"|(?:the |all )?(?:other|another) (?:brands?|compan(?:y|ies)|players?|providers?|vendors?|products?|phones?)\b"
)
_REACH = 3  # tokens that a negation reaches over, without those that only say how much
_SEEN = 80  # characters before a word in which such a negation may stand
_AMOUNTS = word_list("a an the any of lot lots many much very really so that all too such quite")
_NO_DENIAL = compiled(r"\bnot (?:only|just|to mention)\b")
# What turns round all that follows in the clause: `not many people would be happy`, `I would not say that it is great`.
_WHOLE = compiled(
    r"\A(?:not (?:many|all|every\w{0,6}|much)|few|hardly any)\b"
    r"|(?:n't|\bnot|\bnever|\bcannot) (?:really |exactly |even )?(?:say|call|claim|think|believe|consider)\b"
    r"|\b(?:far from|anything but|nowhere near|by no means)\b"
    r"|\b(?:expected|hoped|supposed|claims?|claimed|promised|should have|was meant) (?:\w+ )?to (?:be|work|do)\b"
)
NEUTRAL_BELOW = 0.13  # score from which a text is called positive or negative
_SOFT = 1.5  # as if so much had been said neutrally too
_BOTH = 1.2  # what either side must weigh before a text is called mixed
_BALANCE = 0.35  # of the heavier side, what the lighter one must weigh


@dataclass(frozen=True)
class Tone:
    """One clause and how good (above 0) or bad (below 0) it sounds."""

    clause: Clause
    good: float
    bad: float

    @property
    def value(self) -> float:
        return self.good - self.bad


@dataclass(frozen=True)
class Reading:
    tones: list[Tone]
    sentiment: Sentiment
    score: float


def read(text: str, alarm: float = 0.0) -> Reading:
    """The sentiment of a text and of each of its clauses; `alarm` is added to what is bad about the whole."""
    plain = text.lower().replace("’", "'").replace("‘", "'").replace("`", "'")
    plain = _NO_DENIAL.sub(lambda match: " " * len(match.group()), plain)
    tones = [_tone(text, plain, clause) for clause in clauses(text)]
    good = sum(tone.good * tone.clause.weight for tone in tones)
    bad = sum(tone.bad * tone.clause.weight for tone in tones) + alarm
    score = round((good - bad) / (good + bad + _SOFT), 2)
    return Reading(tones, _label(tones, good, bad, score), score)


def _label(tones: list[Tone], good: float, bad: float, score: float) -> Sentiment:
    whole = sum(tone.good for tone in tones), sum(tone.bad for tone in tones)
    heavy, light = max(whole), min(whole)
    apart = any(tone.value >= _BOTH for tone in tones) and any(tone.value <= -_BOTH for tone in tones)
    if apart and light >= _BALANCE * heavy:
        return "mixed"
    if abs(score) < NEUTRAL_BELOW:
        return "neutral"
    return "positive" if score > 0 else "negative"


def _tone(text: str, plain: str, clause: Clause) -> Tone:
    start, end = clause.span
    words = plain[start:end]
    good = bad = 0.0
    taken: list[tuple[int, int]] = []
    for plain_value, pattern in PHRASES:
        for match in pattern.finditer(words):
            if all(match.end() <= other[0] or match.start() >= other[1] for other in taken):
                taken.append(match.span())
                value = plain_value * (-0.6 if _denied(words[: match.start()]) else 1.0)
                good, bad = good + max(value, 0.0), bad + max(-value, 0.0)
    tokens = list(_TOKEN.finditer(words))
    for place, token in enumerate(tokens):
        if any(token.start() < other[1] and token.end() > other[0] for other in taken):
            continue
        value = valence(token.group())
        if value:
            value *= _strength(words, tokens, place, text[start:end])
            good, bad = good + max(value, 0.0), bad + max(-value, 0.0)
    loud = 1.15 if "!" in text[end : end + 3] else 1.0
    factor = 0.0 if _OTHERS.match(words) else loud
    if is_wish(words):
        return Tone(clause, good * factor * 0.05, bad * factor * 0.1)
    if clause.asks:
        return Tone(clause, good * factor * 0.1, bad * factor * 0.6)
    return Tone(clause, good * factor, bad * factor)


def _denied(before: str) -> bool:
    """Whether what follows is denied: by a negation that reaches it, or by one of the whole clause; two cancel out."""
    if _WHOLE.search(before):
        return True
    tokens: list[str] = _TOKEN.findall(before[-_SEEN:])
    telling = [place for place, token in enumerate(tokens) if token not in _AMOUNTS]
    reached = tokens[telling[-_REACH] :] if len(telling) >= _REACH else tokens
    return sum(token in _NEGATORS or token.endswith("n't") for token in reached) % 2 == 1


def _strength(words: str, tokens: list[re.Match[str]], place: int, written: str) -> float:
    """What the words before it do to a word's value; words in capitals are louder."""
    nearest = [token.group() for token in tokens[max(0, place - 2) : place]]
    if nearest[-1:] == ["too"]:
        return -0.5 if valence(tokens[place].group()) > 0 else 1.0
    factor = -0.6 if _denied(words[: tokens[place].start()]) else 1.0
    if any(word in _STRONGER for word in nearest):
        factor *= 1.3
    elif any(word in _WEAKER for word in nearest):
        factor *= 0.6
    token = tokens[place]
    return factor * (
        1.3 if written[token.start() : token.end()].isupper() and len(token.group()) > 2 else 1.0
    )
