"""What meeting-summarizer knows of its subject: transcripts, who said what, what was decided and who does what.

Start reading with transcript.py (what a turn is, and how a passage becomes evidence), then asking.py (the questions to
a reader: an outline of the whole, windows of turns, one summary), then assemble.py (the result). What answers the
same questions without a model lies outside the step image, in pipelines/emulators/rules/meetings.
"""
