"""One HTTP call to a model's server: whom, how, and what its failures mean."""
