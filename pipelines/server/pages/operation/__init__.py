"""The pages of what is done to many jobs at once."""
