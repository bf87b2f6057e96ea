"""Rules that answer in place of a model about contracts; contract_rules.py is the entry."""
