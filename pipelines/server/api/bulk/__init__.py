"""What is asked over HTTP of many jobs at once."""
