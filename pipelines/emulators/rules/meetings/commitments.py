"""The forms in which people undertake or hand out a task, how sure each is by itself, and whose task it is then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipelines.emulators.rules.meetings.tasks import TASKS
from steps.core.text.patterns import compiled

Owner = Literal["speaker", "named", "asked", "nobody"]
NAME = r"[A-Z][\w.'’-]{0,40}(?: (?:and )?[A-Z][\w.'’-]{0,40}){0,3}"

_SLOW = (
    r"(?:(?:just|also|probably|definitely|then|still|personally|actually|really|certainly|gladly|please|both|all|first|"
    r"have to|need to|want to|be able to|go and|go ahead and|try to|try and)\s+){0,3}"
)
_TASK = rf"{_SLOW}(?P<task>(?:{TASKS})\b[^.?!;]*)"
_WILL = r"(?:'ll|\s+will|\s+shall|\s+am going to|'m going to|'m gonna|\s+promise to)"
_MUST = r"(?:\s+have to|'ve got to|\s+need to|\s+must|\s+should|'d better|\s+gotta)"
_WE = r"(?:'ll|\s+will|\s+need to|\s+have to|\s+should|'re going to|\s+must|\s+still need to)"
_THEY = (
    r"(?:'ll|\s+will|'s going to|\s+is going to|\s+are going to|\s+is gonna|'s gonna|\s+needs? to|\s+has to|\s+have to|"
    r",? you(?:'ll|\s+will|\s+need to|\s+have to))"
)
_MARK = (
    r"(?:action (?:item|point)s?|to-?dos?|(?:the )?next steps? (?:is|are)|(?:action|task)(?=\s*:| for [A-Z]))"
)
_ASK = r"(?:can|could|would|will) (?:you|one of you|somebody|someone|you guys)"
_ALL = r"(?:everyone|everybody|all of (?:you|us))(?:\s+please|\s+needs? to|\s+has to|\s+must|,? please)"
_LET_ME = r"(?:check|find out|get back to|look into|follow up|talk to)\b[^.?!;]*"


@dataclass(frozen=True)
class Form:
    pattern: re.Pattern[str]
    sure: float
    owner: Owner


def _form(pattern: str, sure: float, owner: Owner, *, any_case: bool = True) -> Form:
    return Form(compiled(pattern, re.IGNORECASE if any_case else 0), sure, owner)


FORMS = (
    _form(rf"^{_MARK}(?: (?:for|is for) (?P<who>{NAME}))?\s*[:,–-]\s+(?:to )?(?P<task>\w.*)", 0.75, "named"),
    _form(rf"\bI{_WILL}\s+{_TASK}", 0.6, "speaker"),
    _form(rf"\bI{_MUST}\s+{_TASK}", 0.5, "speaker"),
    _form(rf"\bI can\s+{_TASK}", 0.4, "speaker"),
    _form(rf"\blet me\s+(?P<task>{_LET_ME})", 0.45, "speaker"),
    _form(rf"\b{_ASK}\s+{_TASK}", 0.55, "asked"),
    _form(rf"\b(?:please|don't forget to|do not forget to|remember to)\s+{_TASK}", 0.5, "asked"),
    _form(rf"\b(?P<who>{NAME}){_THEY}\s+{_TASK}", 0.5, "named", any_case=False),
    _form(rf"\b(?P<who>{NAME}) to (?P<task>(?:{TASKS})\b.*)", 0.5, "named", any_case=False),
    _form(
        rf"\byou(?: two| guys| both)?(?:'ll|\s+will|\s+need to|\s+have to|\s+should)\s+{_TASK}", 0.3, "asked"
    ),
    _form(rf"\b{_ALL}\s+{_TASK}", 0.5, "nobody"),
    _form(rf"\b(?:we{_WE}|let's)\s+{_TASK}", 0.35, "nobody"),
)
