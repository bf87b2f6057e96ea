"""What the job news-analyzer knows of its subject.

The job: models.py (the result), wire.py (what a reader is asked), prompt.py, assemble.py (from the answer to the
result: offsets, counts and shares), checks.py and report.py.

Plain readings of a text that both sides share: article.py, dates.py, figures.py, iptc.py, reading.py.

What answers when there is no model lies outside the step image, in pipelines/emulators/rules/news.
"""
