"""What meeting-summarizer knows of its subject: transcripts, who said what, what was decided and who does what.

Start reading with transcripts/transcript.py (what a turn is, and how a passage becomes evidence), then asking.py (the
questions: an outline of the whole, windows of turns, one summary), then assembly/assemble.py (the result).
"""
