"""Runs the rendered WorkflowTemplates on this machine, with the semantics of Argo.

executor.py       takes dispatched jobs and runs their templates
workflow_run.py   one job: DAG order, retries, deadlines, exit handler
start_limit.py    how many steps may begin at once
pool.py           warm worker processes, one step at a time each
fork_server.py    the warm parent that workers are forked from
worker_handle.py  a worker as its pool sees it
worker.py         one worker: run a step, prove to be clean, take the next
"""
