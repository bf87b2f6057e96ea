"""Patterns of speech, one wording per line, so that they can be read and added to."""

from __future__ import annotations

import re

from steps.core.text.patterns import compiled


def phrases(wordings: str, *, before: str = r"\b", after: str = r"\b") -> re.Pattern[str]:
    """A pattern that finds any of the wordings, each a regular expression on a line of its own, in any case."""
    lines = [line.strip() for line in wordings.splitlines() if line.strip()]
    return compiled(f"{before}(?:{'|'.join(lines)}){after}", re.IGNORECASE)
