"""Keeps Postgres and the cluster in agreement: settles what no step and no exit handler can.

snapshot.py    what matters of a Workflow object
informer.py    the Workflows as the Kubernetes API last told: one list, then a watch, a full sweep every half minute
decision.py    what to do about one job: pure, from its row and its Workflows
outcome.py     how a job ended whose Workflow could not say it: pure
reconciler.py  the loop of the one process that leads: look, decide, act

The row rules: it names its Workflow, and no other Workflow may act for it (jobs.begin_attempt). So a Workflow that was
started by hand either gets the row (nobody else has it) or is ended.
"""
