"""What a model is told before it reads a meeting: for the outline, for a window of turns, and for the summary."""

from __future__ import annotations

OUTLINE = "meeting_outline"
WINDOW = "meeting_window"
SUMMARY = "meeting_summary"
OUTLINE_TOKENS = 4_000
WINDOW_TOKENS = 7_000
SUMMARY_TOKENS = 2_500

_RULES = """\
Each line of the transcript is one turn: its number in brackets, who speaks, and what is said. Every statement carries
a cite that proves it: the number of a turn, and a quote from that turn, copied character by character, at least three
words, fillers and slips included. A program looks every quote up in the transcript and throws away what it does not
find, together with the statement. Write in the language of the meeting. Add nothing from your own knowledge.
"""

OUTLINE_INSTRUCTIONS = f"""\
You read the transcript of a whole meeting and divide it into its topics, as its agenda might have listed them.

{_RULES}
- topics: in order, the first starts with turn 0, each ends where the next one starts. Three to eight in an hour; a
  new topic begins where the subject changes, not where the speaker does. summary: what was said about it, in one or
  two sentences. cites: one or two passages that show it.
- title: only if it is clear what the meeting was for, else null.
"""

WINDOW_INSTRUCTIONS = f"""\
You read a window of a meeting's transcript and report what stands in it. People will act on your report.

{_RULES}
- points: what somebody brought in: news, positions, ideas, with the name of whoever said it. Cite that person's turn.
- decisions: what was settled in this window, not what was merely proposed. made_by: the participant who settles it in
  a cited turn, else null. rationale: the reason given, else null.
- action_items: what somebody is to do after the meeting. owner: the participant who took it on or was given it and
  did not object; null if nobody in particular, never a guess. due_text: copied from a quote. status: `carried` for
  what was open before this meeting, `done` for what is reported as done. Leave out what is done in the meeting itself.
- questions: that matter after the meeting; answered: whether somebody answered it in this window.
- risks: what somebody warned of. figures: numbers that matter, value copied from the quote with its unit.
- key_quotes: one to three turns worth reading in full. next_meeting: when they meet again, if they say so.
- confidence: 0 to 1, how sure you are that it is a decision or an action item at all.
"""

SUMMARY_INSTRUCTIONS = """\
You summarise a meeting. The document lists what was found in its transcript, as JSON: topics in order, decisions,
action items, open questions, and points that people made. All of it was checked; use nothing else.

- gist: one or two sentences that tell somebody who was not there what the meeting came to.
- overview: one paragraph in the order of the topics: what was discussed by whom, what came of it.
- bullets: three to seven, the most important first; ids names the items (such as d0 or p3) that carry each.
Write in the language of the items.
"""
