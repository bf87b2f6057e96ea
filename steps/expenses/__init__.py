"""What the job expense-categorizer knows of its subject.

The job: models.py (the result), dictionary.py (what a line says about itself) and decision.py (which of it counts),
unknown.py (what is left for a model, each merchant once), wire.py and prompt.py, policy.py and flags.py (limits and
marks), assemble.py (lines and sums), checks.py and report.py; amounts.py and merchant_names.py read what people write.

Tables to be read and corrected by people: kinds.csv (kinds of spending and their lines in Schedule C), merchants.csv
(names on statements), keywords.csv, mcc_kinds.csv, and mcc_codes.csv: descriptions of merchant category codes, from
github.com/greggles/mcc-codes at 16e8ab1, public domain (Unlicense), two of its columns.

What answers when there is no model lies outside the step image, in pipelines/emulators/rules/expenses; it knows
nothing that the tables do not, and says so.
"""
