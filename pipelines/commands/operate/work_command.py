"""`bgjobs work`: a process that runs jobs, as many of them as you like beside a cluster or without one."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.operate.until_ended import until_ended

PORT = 8290


def work(
    pipelines: Annotated[
        str | None, typer.Option(help="Of the pipelines that run warm, take these alone: a,b,c.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of health and metrics.")] = PORT,
) -> None:
    """Take jobs of pipelines that run warm and run them in processes of this machine, until SIGTERM. It needs
    DATABASE_URL, the storage and the keys that its steps use, and no cluster."""
    from pipelines.runtime.work_process import work as run

    named = None if pipelines is None else [name.strip() for name in pipelines.split(",") if name.strip()]
    until_ended(lambda settings, control: run(settings, control, named, port))
