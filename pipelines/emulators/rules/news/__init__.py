"""Rules that answer in place of a model about news; news_rules.py is the entry."""
