"""Invoices as printed pages: the PDF set out as text, and what a reader answers about that text looked up in it."""
