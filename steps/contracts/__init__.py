"""What contract-analyzer knows of contracts: the categories it looks for, the question, the result.

wire.py is what is asked about one window of a contract (prompt.py says how, categories.py what for); assembly/ makes
the result (models.py) of all answers: quotes looked up, dates and sums computed, duplicates merged by code; text/
reads what a contract says in fixed forms. checks.py and report.py are made of the result.
"""
