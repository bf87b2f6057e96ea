"""Lines in which a service or a person says who made a transcript, as stand at the end of many."""

from __future__ import annotations

import re

_LONGEST = 160  # characters
_MADE = r"(?:generated|created|provided|produced|made|transcribed|captioned|prepared|edited|recorded)"
_AUTO = r"auto(?:matically)?"
_CREDIT = re.compile(
    rf"(?:this |the )?(?:transcript(?:ion)?|captions?|captioning|subtitles?|subtitling|recording|notes)"
    rf"(?: (?:was|is|were|are|has been|have been))?(?: {_AUTO})?(?:[ -]{_MADE})?(?: {_AUTO})? (?:by|with|using|from) .*"
    rf"|(?:{_AUTO}[ -]?)?(?:transcribed|captioned|subtitled) (?:by|with|using) .*"
    r"|(?:\W*)end of (?:the )?(?:transcript(?:ion)?|recording|captions?|meeting)\W*"
    r"|powered by .*|(?:https?://|www\.)\S+",
    re.IGNORECASE,
)


def is_credit(line: str) -> bool:
    """Whether a line says nothing but who made the transcript, or that it ends."""
    written = re.sub(r"<[^<>]{0,100}>", "", line).strip(' \t[]()*_-–—."')
    return 0 < len(written) <= _LONGEST and _CREDIT.fullmatch(written) is not None
