"""The commands that start, check or install something."""
