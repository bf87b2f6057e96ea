"""Who may come in: hosts, origins, tokens, scopes, and how large a body may be."""
