"""One export: which rows are the person's, what leaves of them, and the zip that they are written to."""
