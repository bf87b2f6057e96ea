"""What somebody warns of: sentences that call something a risk, a problem or a worry."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from pipelines.emulators.rules.meetings.language.sayings import Saying
from steps.core.text.spans import words
from steps.meetings.text.lexicon import STOP_WORDS
from steps.meetings.wire import WireRisk

MOST = 6
_RISK = phrases(
    r"""
    (?:a|the|one|another|some|big|biggest|main|serious|real) risks?
    risk (?:is|that|of|here)|risky|at risk
    (?:the|one|another|big|only|main|biggest|real|my) (?:\w+ )?(?:problem|concern|worry|danger|obstacle|drawback|downside) (?:is|i see|here|that)
    the problem with|bottleneck (?:is|here)
    i(?:'m| am) (?:a (?:bit|little) |still |also |really |very |quite |just )*(?:worried|concerned|afraid)
    worries me|concerns me
    we (?:might|may|could) (?:not |lose|miss|run out|end up|be (?:late|sued|fined))
    (?:we|i) (?:won't|will not) be (?:able|ready)|won't be (?:ready|enough|possible)
    run(?:ning)? out of|over budget|behind schedule|blocked (?:by|on|until)|blocker|single point of failure
    too (?:expensive|risky|dangerous|late|slow) (?:to|for|if)
    (?:security|legal) (?:hole|issue|problem|risk)
    """  # noqa: E501  a wording per line
)
_NOT = phrases(
    r"""
    (?:no|not a|isn't a|never a|not an|not the|without|low) (?:\w+ )?(?:risk|problem|concern|worry|danger)
    no longer
    """
)
_LEAST_CONTENT = 3


def risks(said: Sequence[Saying]) -> list[WireRisk]:
    """At most six, those that say most first in line, in their order."""
    found = [
        (len(content), saying)
        for saying in said
        if not saying.question
        and not saying.quoted
        and _RISK.search(saying.plain)
        and not _NOT.search(saying.plain)
        and len(content := {word.lower() for word in words(saying.plain)} - STOP_WORDS) >= _LEAST_CONTENT
    ]
    best = sorted(found, key=lambda pair: (-min(pair[0], 12), pair[1].at))[:MOST]
    return [
        WireRisk(text=saying.plain, cites=[saying.cite()])
        for _, saying in sorted(best, key=lambda pair: pair[1].at)
    ]
