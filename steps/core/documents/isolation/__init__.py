"""The process that reads a document: limits of memory and time, no key, no network, no file but Python's own."""
