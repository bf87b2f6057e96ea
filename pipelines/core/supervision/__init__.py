"""Keeps long-lived tasks running, and knows of each whether it lives.

pulse.py        what a task tells of itself while it runs, and what is told of it
supervisor.py   runs tasks and starts them again after any error
remote.py       the same told by another process of this machine
"""
