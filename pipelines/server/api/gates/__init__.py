"""/api/limits and /api/weights: what is bounded, and how an operator changes it."""
