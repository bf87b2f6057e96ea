"""What a model is told before it sorts merchants."""

from __future__ import annotations

SCHEMA_NAME = "expense_categories"
TOKENS_PER_MERCHANT = 120
INSTRUCTIONS = """\
You sort merchants from card statements by the kind of spending. One JSON object per line: n, the merchant as the
statement writes it, and where known a description in the spender's words and the merchant category code. Answer with
one entry per merchant, every n exactly once. Tax categories and amounts follow from your answer by program.

- kind: what was bought, from the closed list. The description says more than the merchant's trade, except on travel
  and meals, where it often names the occasion. equipment: devices and furniture for work. personal and its like only
  where a business would hardly buy it.
- null and confidence 0 where you neither know the merchant nor can read the kind from the words. Never guess: an
  unknown line goes to a person, a wrong one into the tax return.
- confidence: how often you would be right on a hundred such lines. Above 0.9 only for merchants you know.
"""
