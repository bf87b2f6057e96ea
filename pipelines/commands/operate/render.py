"""`bgjobs render`: write the generated files under k8s/, or check that they are up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines import PIPELINES


def render(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; leave with 1 if a file differs.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="Folder that gets them instead of k8s/.", show_default=False)
    ] = None,
) -> None:
    """Write the generated files of k8s/ from the pipelines' code."""
    from pipelines.core import rendering  # slow: takes YAML, and Hera with every pipeline's file

    output = output or rendering.K8S
    files = rendering.rendered(PIPELINES)
    faults = rendering.faults(files, output)
    if check:
        for fault in faults:
            typer.echo(fault, err=True)
        if faults:
            typer.echo(
                "the generated files are not up to date: run `bgjobs render` and commit them", err=True
            )
            raise typer.Exit(1)
        return
    rendering.write(files, output)
    typer.echo("\n".join(faults) if faults else f"{len(files)} files, all up to date")
