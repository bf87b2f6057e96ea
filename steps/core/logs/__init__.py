"""What an attempt logs: captured, redacted, capped."""
