"""Keeps Postgres and the cluster in agreement: settles what no step and no exit handler can.

snapshot.py        the part of a Workflow object that decisions need
informer.py        a cache of the cluster's Workflows: one list, then a watch, and every 30 seconds a list again
decision.py        what to do about one job: pure, from its row and its Workflows
outcome.py         the outcome of a job whose exit handler did not record one: pure
reconciliation.py  what is done about one job
reconciler.py      the loop of the one process that leads: look at all jobs, and at each do what has to be done

The row names the job's Workflow, and no other Workflow may act for the job (jobs.begin_attempt). So a Workflow that was
started by hand either becomes the job's, where it has none, or is terminated.
"""
