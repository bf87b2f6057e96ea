"""What the job expense-categorizer knows of its subject.

models.py is the result, dictionary.py what a line says about itself and decision.py which of it counts, unknown.py what
is left for a model, each merchant once (wire.py, prompt.py), policy.py and flags.py limits and marks, assemble.py lines
and sums, checks.py and report.py; amounts.py and merchant_names.py read what people write; tables/ holds the CSV files.
"""
