"""Rules that answer in place of a model about meetings; meeting_rules.py is the entry."""
