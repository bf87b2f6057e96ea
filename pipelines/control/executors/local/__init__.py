"""Runs the rendered WorkflowTemplates on this machine, with the semantics of Argo.

template.py     the part of Argo's WorkflowTemplate that we know; anything else is refused by name
expressions.py  retry expressions
container.py    what a container's template asks for
backoff.py      when the next attempt starts
workflow.py     one job: DAG order, retries, deadlines, exit handler
pool.py         warm worker processes, one step at a time each
nursery.py      the warm parent that workers are forked from
hired.py        a worker as its pool sees it
worker.py       one worker: run a step, prove to be clean, take the next
"""
