"""Which language a text is in, by its commonest words; unknown rather than guessed."""

from __future__ import annotations

from collections import Counter

from steps.core.text.spans import word_list, words

_COMMON = {
    "en": word_list(
        "the of and to in that is was for it with as on be at by this had not are but from or have an they"
    ),
    "de": word_list(
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden"
    ),
    "fr": word_list(
        "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont la"
    ),
    "es": word_list(
        "de la que el en y los del se las por un para con no una su al lo como más pero sus le ha este"
    ),
    "it": word_list(
        "di e che il la un in per è non del con si da una sono le dei al della nel anche gli alla ha come"
    ),
    "pt": word_list(
        "de que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem"
    ),
    "nl": word_list(
        "de het een van en in is dat op te zijn met voor niet aan er om ook als bij door maar naar dan of"
    ),
}
_LEAST_WORDS = 20
_LEAST_SHARE = 0.15  # of the words must be among the commonest of the language
_LEAD = 1.3  # times as many as for the next language


def language_of(text: str) -> str | None:
    """A two-letter code for English, German, French, Spanish, Italian, Portuguese or Dutch; else None."""
    tokens = [word.lower() for word in words(text[:20_000])]
    if len(tokens) < _LEAST_WORDS:
        return None
    counts = Counter(tokens)
    shares = sorted(
        ((sum(counts[word] for word in common) / len(tokens), code) for code, common in _COMMON.items()),
        reverse=True,
    )
    (best, code), (second, _) = shares[0], shares[1]
    return code if best >= _LEAST_SHARE and best >= _LEAD * second else None
