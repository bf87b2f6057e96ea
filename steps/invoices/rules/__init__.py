"""Reads a laid-out invoice by the labels on it, without a model; engine.py is the entry.

The text is seen as cells (sheet.py), its words by labels.py in the language that language.py tells. header.py and
header_dates.py find what stands at its head, parties.py, addresses.py and details.py the parties, sums/ the amounts.
"""
