"""What the rules about meetings know of spoken language: sentences of turns, which say most, and wordings."""
