"""Calls in SQL that change something, and where in a query they stand.

PostgreSQL works out a condition, a joined function and the columns of a part that it may do without for as many rows as
it likes: rows that the query does not mean, a row twice, none. So what changes anything is called for rows that are
known: in the columns of a query with one source, as that source, or in a loop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

TOKEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|%\(\w+\)s|\$\$|[a-z_][\w.]*|\.\*|[(),;]|\n|\S", re.IGNORECASE)
FUNCTION = re.compile(r"create or replace function (jobs\.\w+)\(.*?\$\$(.*?)\$\$", re.DOTALL)
CHANGES = re.compile(
    r"\binsert\s+into\b|\bupdate\s+jobs\.|\bdelete\s+from\b|\btruncate\b|\bexecute\s+format\b|\bfor\s+(no\s+key\s+)?update\b"
)
BUILT_IN = re.compile(
    r"(pg_(try_)?advisory_(xact_)?(un)?lock\w*|pg_notify|set_config|nextval|setval|pg_\w+_backend)$"
)
BEGIN = {"select", "perform", "insert", "update", "delete", "with"}
CLAUSES = {"from", "using", "where", "on", "having", "group", "order", "limit", "set", "returning", "values"}
CONDITIONS = {"where", "on", "having", "group", "order", "limit"}
BOUNDARIES = {
    ";",
    "$$",
    "then",
    "else",
    "elsif",
    "loop",
    "begin",
    "declare",
    "exception",
    "return",
    "if",
    "while",
}


@dataclass
class Query:
    """One select or change. `clause`: the one that is being read. `joined`: it has more than one source."""

    clause: str
    joined: bool = False


@dataclass
class Frame:
    """What stands in parentheses, or between `case` and `end`."""

    opened_by: str
    before: str = ""
    query: Query | None = None
    calls: list[Call] = field(default_factory=list)


@dataclass
class Call:
    name: str
    line: int
    places: list[tuple[Query, str]]
    doubtful: bool

    @property
    def at_fault(self) -> bool:
        return self.doubtful or any(clause in CONDITIONS or query.joined for query, clause in self.places)


def changing(texts: Iterable[str]) -> set[str]:
    """The functions that change something, or call one that does."""
    bodies: dict[str, str] = {}
    for text in texts:
        for name, body in FUNCTION.findall(text):
            bodies[name] = bodies.get(name, "") + re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", body)
    calls = {name: set(re.findall(r"([a-z_][\w.]*)\(", body)) for name, body in bodies.items()}
    found = {
        name for name, body in bodies.items() if CHANGES.search(body) or any(map(BUILT_IN.match, calls[name]))
    }
    while more := {name for name in bodies if name not in found and calls[name] & found}:
        found |= more
    return found


def calls(text: str, names: set[str]) -> list[Call]:
    """Every call of one of these, or of a function of PostgreSQL's that changes something."""
    line, stack, found = 1, [Frame("")], []
    tokens = list(_tokens(text))
    for place, (word, line) in enumerate(tokens):
        before, after = (
            tokens[place - 1][0] if place else "",
            tokens[place + 1][0] if place + 1 < len(tokens) else "",
        )
        top = stack[-1]
        if word in {"(", "case"}:
            stack.append(Frame(word, before))
        elif (word == ")" and len(stack) > 1) or (word == "end" and top.opened_by == "case"):
            stack.pop()
            for call in top.calls if after == ".*" else ():
                call.doubtful = True
        elif word in BOUNDARIES and len(stack) == 1:
            top.query = None
        elif after == "(" and before != "function" and (word in names or BUILT_IN.match(word)):
            places = [(frame.query, frame.query.clause) for frame in stack if frame.query]
            call = Call(word, line, places, any(frame.before == "exists" for frame in stack))
            top.calls.append(call)
            found.append(call)
        else:
            _read(top, word, before, after)
    return found


def _read(frame: Frame, word: str, before: str, after: str) -> None:
    """Where in its query a word leads."""
    query = frame.query
    if word in BEGIN and not (word == "update" and before in {"for", "key", "do"}):
        frame.query = Query(word)
    elif query is None or (word, before) == ("from", "distinct") or (word, after) == ("on", "conflict"):
        return
    elif word in {"join", ","} and query.clause in {"from", "using", "on"}:
        query.clause, query.joined = "from", True
    elif word in CLAUSES and before != "delete":
        query.joined |= query.clause == "set" and word == "from"
        query.clause = word


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for found in TOKEN.findall(text):
        word = found.lower()
        if re.match(r"-- \w+ --", word):
            yield ";", line
        elif word.strip() and not word.startswith("--"):
            yield word, line
        line += word.count("\n")
