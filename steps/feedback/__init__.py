"""What the job feedback-analyzer knows of its subject.

models.py is the result, wire.py what is asked (prompt.py says how), batches.py packs distinct texts with personal data
blotted out, reader.py asks in parallel, assemble.py makes items of the answers; themes.py, groups.py and ratings.py
count, advice.py, checks.py and report.py are made of the counts. Plain readings of a text: pii.py, dangers.py.
"""
