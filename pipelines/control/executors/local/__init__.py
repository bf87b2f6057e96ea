"""Runs the rendered WorkflowTemplates on this machine, with the semantics of Argo.

executor.py             what the dispatcher talks to
workflow_run.py         one job: DAG order, retries, deadlines, exit handler
job_time.py             how much of its time a job has left
idle_time.py            the seconds in which it lacked a connection or a process
pool.py                 warm worker processes, one step at a time each
chain.py                steps of one job that one worker runs one after the other
start_limit.py          how many steps may start at once
fork_server.py          the fork server: a process with every step imported, from which workers are forked
fork_server_handle.py   the fork server as its pool sees it
worker_handle.py        a worker as its pool sees it
messages.py             JSON over the sockets between them
worker.py               one worker: run a step, check that nothing of it is left, take the next

What a template says (its model, containers, retries and their expressions) is read in pipelines/core.
"""
