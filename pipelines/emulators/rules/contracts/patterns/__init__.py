"""How clauses are worded: for each category the patterns whose match in one sentence makes it present."""
