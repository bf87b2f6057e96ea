"""Rules that answer in place of a model about expenses; expense_rules.py is the entry."""
