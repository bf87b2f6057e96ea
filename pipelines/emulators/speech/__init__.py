"""What the AssemblyAI emulator knows of sound: its answers come from the recording itself, by rules.

In the server's process: state.py (uploads and transcripts that survive a restart), clock.py (an emulated hour in
seconds), requests.py (what may be asked), records.py (what is answered), transcript_webhooks.py (who is told of it),
listeners.py (the processes that listen). In such a process, one for each recording: listen.py, built on audio.py
(decoding), features.py (what frames sound like), voice.py (where somebody speaks), clustering.py and diarization.py
(who), recognition.py (which words). Only those import numpy and pocketsphinx, so a server that transcribes nothing
never loads them.
"""

MODEL = "rules-1"
