"""Which of the 17 IPTC topics an article is about, by words that belong to them."""

from __future__ import annotations

from collections import Counter

from steps.core.text.patterns import compiled
from steps.core.text.spans import word_list, words
from steps.news.iptc import Medtop
from steps.news.wire import WireTopic

LIMIT = 3
_IN_HEADLINE = 3  # a word of the headline counts this often
_ENOUGH = 3.0  # weighted words before a topic is named at all
_SURE = 0.9  # counting words never makes one surer than this

# Beginnings of words: `elect` stands for election, elected, electoral.
_STEMS: dict[Medtop, frozenset[str]] = {
    "medtop:01000000": word_list(
        """film movie music concert album singer actor actress theatre theater museum exhibition novel author
    artist festival television broadcast celebrity lantern opera orchestra painting gallery cinema
    paintings sculpture heritage carnival literature poet newspaper journalis"""
    ),
    "medtop:02000000": word_list(
        """police court judge trial arrest crime criminal murder prison jail lawsuit sentence guilty prosecut
    suspect fraud theft robber legal attorney lawyer convict investigat shooting hack trafficking smuggl
    verdict tribunal ruling ruled"""
    ),
    "medtop:03000000": word_list(
        """earthquake crash fire explosion disaster rescue flood hurricane tsunami wildfire collapse accident
    emergency sank sinking derail avalanche landslide evacuat casualt volcano eruption"""
    ),
    "medtop:04000000": word_list(
        """bank market econom financ company business profit stock shares investor trade tax taxes inflation
    revenue price prices budget euro dollar million industry export import merger startup retail
    bankrupt consumer fee fees payment supplier"""
    ),
    "medtop:05000000": word_list(
        """school student teacher universit education college pupil classroom curriculum exam campus
    kindergarten nursery scholarship tuition lecturer"""
    ),
    "medtop:06000000": word_list(
        """climate pollution environment emission carbon warming wildlife conservation biodiversity ecosystem
    forest recycling ozone species river drought sustainab renewable ecolog habitat coral wetland energy tidal"""
    ),
    "medtop:07000000": word_list(
        """health hospital disease patient doctor medical medicine virus vaccine cancer infection drug deficien
    nutrition surgery pandemic outbreak clinic diet symptom pregnan iodine mental nurse epidemic"""
    ),
    "medtop:08000000": word_list(
        """birthday anniversary record-breaking award lottery pet rescued-dog royal centenar reunion prize
    ceremony guinness"""
    ),
    "medtop:09000000": word_list(
        """strike union worker wage employ unemployment job jobs labour labor layoff redundanc pension
    workforce overtime picket staff"""
    ),
    "medtop:10000000": word_list(
        """travel tourism tourist holiday fashion food restaurant recipe hotel visitor leisure hiking gardening
    cuisine festival beach wine"""
    ),
    "medtop:11000000": word_list(
        """government minister president parliament elect vote voter senat congress politic party policy
    campaign legislat mayor council diplomat ambassador referendum candidate constituency democra
    republican cabinet municipal federal state treaty"""
    ),
    "medtop:12000000": word_list(
        """church religio catholic muslim islam christian bishop pope priest mosque temple buddhis jewish hindu
    faith worship rabbi scientolog atheis secular"""
    ),
    "medtop:13000000": word_list(
        """scien research study technolog computer software internet website space satellite nasa physics
    chemis biolog robot data algorithm laborator telescope engineer online hacker digital database
    astronom artificial"""
    ),
    "medtop:14000000": word_list(
        """migrant refugee asylum immigra communit discriminat gender women poverty famil minorit rohingya
    racis welfare population homeless rights demograph marriage ethnic"""
    ),
    "medtop:15000000": word_list(
        """match game goal team player coach league cup championship tournament olympic football soccer cricket
    tennis basketball rugby athlete medal stadium season striker goalkeeper race cyclist swimmer
    baseball hockey"""
    ),
    "medtop:16000000": word_list(
        """war army military soldier troops attack bomb terror missile ceasefire peace rebel conflict navy
    airstrike insurgent militant weapon invasion genocide hostage protest riot drone frontline"""
    ),
    "medtop:17000000": word_list(
        """storm rain snow temperature forecast wind hurricane heatwave meteorolog typhoon cyclone blizzard
    thunder rainfall frost humidity"""
    ),
}
_LONG_ENOUGH = 5  # a beginning of at least this many letters may be continued; a shorter one only by an s
_PATTERNS = {
    medtop: compiled(
        "|".join(f"{stem}.*" if len(stem) >= _LONG_ENOUGH else f"{stem}s?" for stem in sorted(stems))
    )
    for medtop, stems in _STEMS.items()
}


def topics(headline: str | None, body: str) -> list[WireTopic]:
    """At most three topics, surest first; none when no topic's words stand out."""
    counts = Counter(word.lower() for word in words(body))
    counts.update({word.lower(): _IN_HEADLINE for word in words(headline or "")})
    scores: dict[Medtop, float] = {}
    for medtop, pattern in _PATTERNS.items():
        hits = [count for word, count in counts.items() if pattern.fullmatch(word)]
        scores[medtop] = sum(min(count, 5) for count in hits) if len(hits) > 1 else 0.0
    best = max(scores.values())
    if best < _ENOUGH:
        return []
    kept = sorted(
        (medtop for medtop, score in scores.items() if score >= _ENOUGH and score >= 0.4 * best),
        key=lambda medtop: (-scores[medtop], medtop),
    )[:LIMIT]
    total = sum(scores[medtop] for medtop in kept)
    return [WireTopic(medtop=medtop, confidence=round(_SURE * scores[medtop] / total, 2)) for medtop in kept]
