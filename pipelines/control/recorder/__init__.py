"""Records jobs that ran without pods as the Workflows that Argo would have made of them, where people look for them.

recorded_job.py       a job of one generation with its attempts, as PostgreSQL has it
argo_nodes.py         one node of a Workflow's graph: names, ids and what every node has
step_nodes.py         the nodes of one step: its retry node and its attempts
node_graph.py         the whole graph: DAG, steps, exit handler
recorded_workflow.py  the Workflow object, and no more bytes of it than it may have
record_room.py        how long records stay, so that all of them together keep within their room in etcd
record_selection.py   which jobs are recorded now, which wait and which are left out
record_writer.py      one record, written to the Kubernetes API
recording.py          one turn: look, choose, write, remember
recorder.py           the loop of the one process that records
look.py               what the recorder reads and remembers in PostgreSQL

It works after the fact: no job waits for it, and what it cannot write changes nothing but what the Argo UI shows.
Argo's controller leaves these objects alone, since they are labelled as completed from the start, and deletes them in
time.
"""
