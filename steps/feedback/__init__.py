"""What the job feedback-analyzer knows of its subject.

The job: models.py (the result), wire.py (what a reader is asked), prompt.py, batches.py (distinct texts, personal
data blotted out, in batches), reader.py (asks them in parallel), assemble.py (from answers to items), themes.py,
groups.py and ratings.py (counts), advice.py, checks.py and report.py.

Plain readings of a text that both sides share: pii.py, dangers.py.

What answers when there is no model lies outside the step image, in pipelines/emulators/rules/feedback.
"""
