"""What is known of the providers that steps ask."""
