"""Rules that answer in place of a model about meetings."""
