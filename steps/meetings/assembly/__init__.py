"""From the answers about a meeting to its result: quotes looked up, items joined, names and days as they were said."""
