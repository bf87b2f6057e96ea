"""Rules that answer in place of a model about feedback; feedback_rules.py is the entry."""
