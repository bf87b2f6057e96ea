"""The data plane: everything the step image contains.

A file directly in this folder is a step: a module with

    NEEDS   what it uses beside the jobs database: storage, llm, speech, gdpr (core/needs.py)
    Input   a frozen model naming the fields it needs from the event and from the outputs of earlier steps
    Output  a frozen model of what it hands on
    run(input: Input, context: Context) -> Output

`python -m steps <step> --job <id>` runs one attempt of one step: the runner (core/runner.py) loads the job from
Postgres, builds Input, calls run, stores Output and leaves with an exit code (core/errors.py). A step never reads the
environment, never touches job rows and knows nothing of Argo. What belongs to a subject (result models, prompt,
checks) is in a folder of its own (news/, speech/, gdpr/, ...); what steps share is in core/.
"""

import os

# Pydantic's plugins cost every step's process 15 ms of looking through all installed packages; nobody here has any.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
