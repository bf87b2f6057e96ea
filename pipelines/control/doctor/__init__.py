"""What may be wrong with an installation, found one by one, each with the way to mend it."""
