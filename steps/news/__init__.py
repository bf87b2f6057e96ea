"""What the job news-analyzer knows of its subject.

models.py is the result, wire.py what is asked (prompt.py says how), assemble.py the way from the answer to the result:
offsets, counts and shares; checks.py and report.py are made of it. Plain readings of a text: article.py, dates.py,
figures.py, iptc.py, reading.py.
"""
