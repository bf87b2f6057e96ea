"""A rendered WorkflowTemplate as a model: its graph, its containers, and when the next attempt of a step starts."""
