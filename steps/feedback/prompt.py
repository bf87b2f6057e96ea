"""What a model is told before it reads a batch of feedback."""

from __future__ import annotations

SCHEMA_NAME = "feedback_analysis"
TOKENS_PER_ITEM = 400
INSTRUCTIONS = """\
You read what customers said: one JSON object per line, with the item's number n, its text and, where there is one, the
rating and its scale. You answer with one entry per item, every n exactly once. Readers will decide by your answer what
to mend and whom to call, without reading the items.

Personal data was blotted out with dots (•); do not guess it, and leave it out of quotes.

- sentiment: mixed only where one item clearly praises and clearly blames. Judge the words: a rating that contradicts
  them is a fact that others look at. score from -1 to 1 with the sign of the sentiment.
  confidence below 0.6 where it is a guess.
- aspects: every opinion about a thing, at most eight per item; none where nothing is judged or wished for. A wish is
  `features` with polarity neutral. theme names the thing in one to four lower-case words (`app crashes`, `delivery
  time`), the same words for the same thing in all items. quote is copied from the item character by character: a
  program looks it up and throws away what it does not find.
- intent: the one thing that whoever answers should know first. churn_threat: says or clearly hints that they leave.
- urgency: critical for danger to people, money, data or whole services; high where somebody must act today; normal for
  problems and questions; low for praise and remarks.
- churn_risk: how likely it is that this customer leaves, judged from the text alone.
"""
