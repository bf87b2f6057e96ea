"""What an operator types about limits: the list, bounds, weights, and pauses."""
