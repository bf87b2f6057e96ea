"""Transcripts in every form they come in, read into turns, and set out with numbered turns for a reader."""
