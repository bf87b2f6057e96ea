"""What is done to many jobs at once: their selection, the operation it is frozen into, the work on it."""
