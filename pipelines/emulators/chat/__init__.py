"""Chat Completions: the requests that are read, and the answers as servers of one's own send them."""
