"""`python -m pipelines.emulators.postgresql`: a small PostgreSQL for trying out on a cluster; no backups, no tuning.

It reads what the official image reads, PGDATA, POSTGRES_USER and POSTGRES_PASSWORD, makes the database there if there
is none, and then becomes the server. Its programs must be on the PATH (images/emulators.Dockerfile).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

SOCKETS = "/tmp"  # noqa: S108  the one folder of the container that can be written


def make(data: Path, user: str, password: str) -> None:
    """A new cluster with the database of `user`; it has its name only once it is whole."""
    unfinished = data.with_name(f"{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    passwords = ["--pwfile=/dev/stdin", "--auth-local=trust", "--auth-host=scram-sha-256"]
    _run(["initdb", "-D", str(unfinished), f"--username={user}", "--encoding=UTF8", *passwords], password)
    with (unfinished / "pg_hba.conf").open("a") as rules:
        rules.write("host all all all scram-sha-256\n")
    _run(["postgres", "--single", "-D", str(unfinished), "postgres"], f'create database "{user}"')
    unfinished.rename(data)


def _run(command: list[str], told: str) -> None:
    subprocess.run(command, input=f"{told}\n", text=True, check=True)


def main() -> None:
    data = Path(os.environ["PGDATA"])
    if not data.exists():
        make(data, os.environ["POSTGRES_USER"], os.environ["POSTGRES_PASSWORD"])
    server = ["-D", str(data), "-c", "listen_addresses=*", "-c", f"unix_socket_directories={SOCKETS}"]
    os.execvp("postgres", ["postgres", *server])  # noqa: S606, S607  signals must reach the server itself


if __name__ == "__main__":
    main()
