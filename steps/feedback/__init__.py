"""What the job feedback-analyzer knows of its subject.

The job: models.py (the result), wire.py (what a reader is asked), prompt.py, batches.py (distinct texts, personal
data blotted out, in batches), reader.py (asks them in parallel), assemble.py (from answers to items), themes.py,
groups.py and ratings.py (counts), advice.py, checks.py and report.py.

Plain readings of a text that both sides share: pii.py, dangers.py.

What answers when there is no model: rules.py, built on sentiment.py (with clauses.py, phrases.py and lexicon.py),
subjects.py and intents.py.
"""
