"""A helper process ends with the process that started it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HELPER = """
import os, threading
from steps.core.system.parent import when_parent_is_gone
over = threading.Event()
when_parent_is_gone(over.set)
print("watching", flush=True)
print("parent gone" if over.wait(60) else "nobody said so", flush=True)
"""
PARENT = """
import subprocess, sys
helper = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
sys.stdout.write(helper.stdout.readline().decode())
sys.stdout.flush()
subprocess.Popen(["cat"], stdin=helper.stdout)
"""


def test_an_orphan_hears_of_it() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PARENT, HELPER], capture_output=True, text=True, timeout=90, check=True
    )
    assert ran.stdout.splitlines() == ["watching", "parent gone"]


ORPHAN = """
import os, sys, time
from steps.core.system.parent import adopts_orphans
if sys.argv[1] == "adopt":
    adopts_orphans()
ours, theirs = os.pipe()
child = os.fork()
if child == 0:
    grandchild = os.fork()
    if grandchild == 0:
        os.read(ours, 1)  # until the child is gone
        os._exit(7)
    os._exit(0)
os.waitpid(child, 0)
os.write(theirs, b"x")
try:
    print(os.waitstatus_to_exitcode(os.waitpid(-1, 0)[1]))
except ChildProcessError:
    print("somebody else's")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt")
@pytest.mark.parametrize(("adopt", "waits_for"), [("adopt", "7"), ("no", "somebody else's")])
def test_what_a_child_leaves_behind_is_waited_for(adopt: str, waits_for: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ORPHAN, adopt], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.strip() == waits_for
