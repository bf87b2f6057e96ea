"""What the job speaker-separation knows of its subject.

audio.py says what kind of file a recording is. submission.py is the way of a recording to the provider, in resumable
steps. remote.py reads the provider's answers: their status, their errors, a transcript that somebody deleted.
transcripts.py makes our result (models.py) of a completed transcript, checks.py holds it to its rules, captions.py
writes it as srt, vtt and plain text, report.py for people.
"""
