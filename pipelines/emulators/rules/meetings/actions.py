"""Who takes something on: promises, requests and assignments, by the words people use for them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipelines.emulators.rules.meetings.commitments import FORMS, NAME, Form
from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from pipelines.emulators.rules.meetings.language.sayings import Saying, capital, taken
from pipelines.emulators.rules.meetings.tasks import denied, doubt, in_meeting, weak
from steps.core.text.patterns import compiled
from steps.core.text.spans import word_list
from steps.meetings.days import days_said
from steps.meetings.models import Priority
from steps.meetings.people import person
from steps.meetings.transcripts.numbered import NumberedTranscript, NumberedTurn
from steps.meetings.wire import Cite, WireAction

MOST = 15
_LEAST = 0.6
_NAMED = 0.1  # what a participant's name adds to a request or an assignment
_LONGEST = 25  # words of a task
_NEAR = 6  # turns
_NO_NAMES = word_list(
    "I It That This There He She They We You What Who Everybody Everyone Somebody Nobody One People"
)
_NAMED_FIRST = compiled(rf"(?P<who>{NAME}),? (?:please|(?:can|could|would|will) you)\b")
_NAMED_LAST = compiled(rf",\s*(?P<who>{NAME})\s*[?.!]*$")
_PRONOUN = phrases("it|that|this|them|these|those|one|some")
_BORDER = compiled(r"[,;:]\s|\b(?:but|and|so)\s")
_ACCEPTS = phrases(
    r"""
    I'll|I will|I can|I'm happy|happy to|gladly|certainly|sure|of course|no problem|will do|on it|yes,? I
    leave it (?:to|with) me|consider it done
    """
)
_ANSWERED_NOW = phrases(  # what one asks for in order to hear it at once
    r"""
    clarify|compare|confirm|describe|discuss|estimate|find|look|propose|speak|talk|tell|think|try
    (?:update|inform) (?:us|me|the committee)
    """,
    before=r"\A",
)
_HIGH = phrases(
    r"urgent(?:ly)?|asap|as soon as possible|critical(?:ly)?|(?:top|high) priority|immediately|right away|first thing"
)
_LOW = phrases(
    r"""
    when(?:ever)? (?:you|i|we) have time|if (?:you|i|we) get a chance|no rush|no hurry|not urgent|low priority
    at some point|nice to have|eventually|one of these days|some ?day
    """
)
_CARRIED = phrases(
    r"still (?:need|have|has|needs|owe)|carried over|from last (?:time|week|meeting)|left over"
)
_ASIDE = phrases(
    r"""
    but|because|since|so that|if not|i guess|i think|or something|and stuff|and so on|or whatever|'?cause|'?cuz
    which (?:is|will|would)
    and then (?:we|you|it)
    and (?:if|that's|it's)
    so (?:we|you|it|that|i)
    (?<!let )you know
    otherwise
    (?<=, )(?:they|he|she|we|it)
    """,
    before=r",? ",
    after=r"\b.*",
)


def actions(seen: NumberedTranscript, said: Sequence[Saying]) -> list[WireAction]:
    """The surest action items of these turns, at most fifteen, in their order."""
    found = [item for saying in said if (item := _read(seen, saying))]
    told: dict[tuple[str | None, str], list[int]] = {}
    for item in found:
        if not _PRONOUN.search(item.task):
            told.setdefault(_doing(item), []).append(item.cites[0].turn)
    told_once = [item for item in found if not _repeats(item, told.get(_doing(item), []))]
    best = sorted(told_once, key=lambda item: (-item.confidence, item.cites[0].turn))[:MOST]
    return sorted(best, key=lambda item: item.cites[0].turn)


def _read(seen: NumberedTranscript, saying: Saying) -> WireAction | None:
    """A sentence read as a task by the first form that fits it, if that is sure enough."""
    plain = _with_roles(saying.plain, seen.names)
    form, match = next(
        (
            (form, match)
            for form in FORMS
            if (match := form.pattern.search(plain)) and _may_act(match, seen.names)
        ),
        (None, None),
    )
    if form is None or match is None:
        return None
    verdict, turn = taken(seen.turns, saying)
    due = next(reversed(days_said(saying.text, None)), None)
    when = saying.text[due.start : due.end] if due else None
    task = _task(match["task"], when, seen.names)
    asked = form.owner == "asked" or (form.owner == "named" and verdict == "yes")
    if form.owner == "asked" and not due and _ANSWERED_NOW.match(task):
        return None
    if (
        in_meeting(task)
        or len(task.split()) < 2
        or denied(plain[: match.start()], _clause(plain, match, form)[0], task)
    ):
        return None
    if saying.question and not (asked and (verdict == "yes" or due)):
        return None  # a question is a task only once somebody takes it on, or it names a day
    carried = bool(_CARRIED.search(plain))
    sure = form.sure + 0.2 * bool(due) + 0.2 * carried + {"yes": 0.15, "no": -0.2, None: 0.0}[verdict]
    sure -= doubt("".join(_clause(plain, match, form))) + 0.2 * weak(task) + 0.4 * saying.quoted
    answer = turn if turn and form.owner == "asked" and _ACCEPTS.search(turn.text) else None
    owner = _owner(seen, saying, form, match, answer)
    sure += _NAMED * (owner is not None and form.owner in ("asked", "named"))
    if round(sure, 2) < _LEAST:
        return None
    return WireAction(
        task=capital(" ".join(task.split()[:_LONGEST])),
        owner=owner,
        due_text=when,
        priority=_priority(plain),
        status="carried" if carried else "new",
        confidence=round(min(1.0, sure), 2),
        cites=[saying.cite(), *(_accepting(answer) if answer else [])],
    )


def _task(words: str, when: str | None, names: list[str]) -> str:
    """What is to be done, without asides, the time at its end (which has a place of its own) and who is spoken to."""
    task = _ASIDE.sub("", words).strip(" ,.?")
    for _ in range(2):
        head, _, tail = task.rpartition(",")
        if head and (person(tail, names) or tail.strip().lower() in ("right", "ok", "okay", "please")):
            task = head
        short = task[: -len(when)].strip(" ,") if when and task.lower().endswith(when.lower()) else task
        task = short if len(short.split()) > 1 else task
    return task


def _may_act(match: re.Match[str], names: list[str]) -> bool:
    """Whether the word before `will` or `to` is a name: that of a participant, or a capital inside the sentence."""
    who = match.groupdict().get("who")
    if who is None or person(who, names):
        return True
    commands = match.string[match.end("who") :].startswith(" to")  # `Try to remember` is no task of Try's
    return match.start("who") > 0 and who.split()[0] not in _NO_NAMES and not commands


def _with_roles(text: str, names: Sequence[str]) -> str:
    """The sentence with roles such as `industrial designer`, where they are participants, written as these are."""
    for name in names:
        if " " in name and name.casefold() in text.casefold():
            text = re.sub(rf"\b{re.escape(name)}\b", name, text, flags=re.IGNORECASE)
    return text


def _clause(text: str, match: re.Match[str], form: Form) -> tuple[str, str]:
    """Where doubts count, before the words of the form and from them on: for a promise or an assignment its own
    clause, else the whole sentence."""
    before = text[: match.start()]
    return _BORDER.split(before)[-1] if form.owner in ("speaker", "named") else before, text[match.start() :]


def _owner(
    seen: NumberedTranscript, saying: Saying, form: Form, match: re.Match[str], answer: NumberedTurn | None
) -> str | None:
    """Whose task it is, if the words say so: never the likeliest guess."""
    if form.owner == "speaker":
        return saying.speaker
    if form.owner == "named":
        first = re.match(NAME, match["task"])
        return person(match.groupdict().get("who") or (first.group() if first else None), seen.names)
    if form.owner == "asked":
        for found in (_NAMED_FIRST.match(saying.plain), _NAMED_LAST.search(saying.plain)):
            if found and (who := person(found["who"], seen.names)):
                return who if who != saying.speaker else None
        return answer.speaker if answer else None
    return None


def _accepting(turn: NumberedTurn) -> list[Cite]:
    """The turn that accepts, where it is long enough to be quoted and no speech of its own."""
    return [Cite(turn=turn.number, quote=turn.text)] if 12 <= len(turn.text) <= 200 else []


def _priority(text: str) -> Priority:
    return "high" if _HIGH.search(text) else "low" if _LOW.search(text) else "normal"


def _doing(item: WireAction) -> tuple[str | None, str]:
    """Who does it, and the first word of what."""
    return item.owner, item.task.split()[0].lower()


def _repeats(item: WireAction, told: list[int]) -> bool:
    """Whether `I'll update it` only takes up a task that is named nearby, as the same person's and with its object.

    `told`: the turns, in order, that name such tasks.
    """
    turn = item.cites[0].turn
    near = bisect_right(told, turn + _NEAR) > bisect_left(told, turn - _NEAR)
    return near and bool(_PRONOUN.search(item.task))
