"""A helper process ends with the process that started it."""

from __future__ import annotations

import subprocess
import sys

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
