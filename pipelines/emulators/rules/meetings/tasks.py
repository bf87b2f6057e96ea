"""What a task is called: verbs of work after the meeting, told apart from what is done in the meeting itself."""

from __future__ import annotations

from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from steps.core.text.spans import word_list

# Verbs in their base form. What happens in the meeting (show, start, explain, go on, come back to) is left out.
_VERBS = word_list(
    """add adjust analyse analyze announce archive arrange ask assemble assign benchmark book bring build buy calculate
    call cancel change check circulate clarify clean collect compare compile complete confirm contact copy
    correct create decide define delete deliver deploy describe design develop distribute document double-check
    draft e-mail edit email escalate estimate evaluate experiment file finalise finalize find finish fix forward
    gather generate get handle hire implement improve include inform install integrate introduce investigate
    invite label liaise list mail make map mark measure meet merge migrate modify monitor move negotiate notify
    order organise organize pay phone ping plan post prepare print produce propose provide publish purchase push
    put raise re-do re-run re-send re-test re-write redesign redo reduce release remind remove renew repair
    replace reply report request rerun research resend reserve resolve respond retest review revise rewrite run
    scan schedule send separate set share sign sort speak submit switch tell test track train transcribe
    transfer translate update upgrade upload verify visit write"""
)
_LONGER = (
    "come up with", "do it", "do some", "do that", "double check", "figure out", "find out", "follow up",
    "get back to", "get in touch", "get with", "go over", "go through", "have a look", "have a word", "keep an eye",
    "keep track", "let everybody know", "let everyone know", "let her know", "let him know", "let them know",
    "let you know", "look at", "look for", "look into", "look up", "mention it to", "mention that to",
    "mention this to", "pick up", "reach out", "sort out", "take a look", "take care of", "take it on", "take over",
    "take that", "take the", "take this", "talk to", "talk with", "think about", "work on", "work out",
    "work together", "work with",
)  # fmt: skip
TASKS = "|".join(sorted({*_VERBS, *_LONGER}, key=lambda verb: (-len(verb), verb)))

# Verbs that need a day, an answer or a name beside them before they are believed to be a task.
_WEAK = phrases(
    r"""
    add|build|calculate|change|clean|compare|decide|define|describe|design|discuss|evaluate|generate|handle
    improve|include|label|list|make|map|mark|measure|modify|move|plan|print|produce|provide|push|raise|reduce|remove
    replace|run|separate|set|sort|speak|switch|track|train|transfer|try
    do (?:it|that|some)
    find(?! out)
    get(?! in touch| back to| with)
    go (?:over|through)
    have a look|take a look|look at
    put(?! (?:\w+ ){1,4}(?:on|onto|in|up|online)\b)
    take (?:that|the|this)
    think about|work with
    """,
    before=r"\A",
)
_THAT = r"(?:it|that|this|these|them|those)"
_IN_MEETING = phrases(
    rf"""
    write (?:{_THAT} )?down
    ask (?:you |a |one |the )*question
    ask (?:you|if|whether|why|what|about)
    tell (?:you|me|us)
    add (?:that|something|to that|on)
    raise (?:\w+ )?(?:point|issue|question|concern|hand)
    put (?:it |that )?(?:this|another) way
    make (?:a|one|the|my|some|that|this|another) (?:\w+ )?(?:point|comment|remark|guess|assumption|sense|distinction)
    make (?:it )?clear
    get (?:into|started|there|it|used to|rid of|away with|on with|the idea|your point)
    get (?:back to|to) (?:{_THAT}|the)
    get a (?:sense|feel)
    get (?:better|worse|more|less|some|any|good|bad|very|really|quite|pretty|{_THAT})
    describe
    find (?:{_THAT}|your|yourself)
    change (?:the subject|my mind|your mind)
    run (?:out|into|the meeting)
    go (?:over|through) (?:each|{_THAT})
    look at (?:here|the slide|your|{_THAT})
    think about {_THAT}\s*$
    share (?:my|the|this) (?:screen|desktop)
    pick up on
    bring (?:you|him|her|them|in|[A-Z]\w+ (?:\w+ )?in)
    meet (?:the|again|next|back|on|at)
    try to (?:explain|describe|be|summari[sz]e|answer|remember|think)
    check (?:the time|my watch|my notes)
    take {_THAT} (?:as|to mean|into)
    take a (?:quick )?look
    do {_THAT} (?:now|here|again|quickly|first)
    work out (?:fine|well|ok)
    call {_THAT}
    list {_THAT} here
    """,
    before=r"\A",
)
_HEDGE = phrases(
    r"""
    maybe|perhaps|might|possibly|unless|wonder|suppose|whether|theoretically|in principle|imagine|assume
    (?:could|would) have|'d have to
    for example|for instance|one way|you know how|let's say
    """
)
_AT_ONCE = phrases(
    r"""
    right now|for now|quickly|real quick|briefly|in my presentation|next slide
    (?:in )?a (?:second|sec|minute|moment)
    """
)

_DENIES = phrases(r"not|never|no|nobody|nothing|none|neither|nor|cannot|without|hardly|whether|\w+n['’]t")
_ON_CONDITION = phrases(r"if|unless|in case|suppos(?:e|ing)")

_DENIED_TASK = 4  # words of a task in which a denial turns it round: `send nothing`


def denied(sentence: str, before: str, task: str) -> bool:
    """Whether it is said that something is not to be done, or only on a condition: by what the sentence begins with,
    by what its clause says before the words of the form, or by the task."""
    if _ON_CONDITION.search(sentence):
        return True
    return bool(_DENIES.search(before) or _DENIES.search(" ".join(task.split()[:_DENIED_TASK])))


def weak(task: str) -> bool:
    return bool(_WEAK.match(task))


def in_meeting(task: str) -> bool:
    """Whether the words name something that is done while people still sit together."""
    return bool(_IN_MEETING.match(task))


def doubt(sentence: str) -> float:
    """What hedges and words for `at once` take from the belief that a sentence is about work to be done later."""
    return 0.15 * min(2, len(_HEDGE.findall(sentence))) + (0.25 if _AT_ONCE.search(sentence) else 0.0)
