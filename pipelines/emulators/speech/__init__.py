"""What the AssemblyAI emulator knows of sound: its answers come from the recording itself, by rules.

In the server's process: state.py (uploads and transcripts that survive a restart), clock.py (an emulated hour in
seconds), requests.py (what may be asked), records.py (what is answered), transcript_webhooks.py (who is told of it),
transcription_processes.py (one process for each recording). In such a process: transcribe.py, built on audio.py
(decoding), features.py (what frames sound like), voice_activity.py (where somebody speaks), clustering.py and
diarization.py (who), recognition.py (which words). Only those import numpy and pocketsphinx, so a server that
transcribes nothing never loads them.
"""

MODEL = "rules-1"
