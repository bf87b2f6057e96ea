"""`bgjobs docs`: write the generated documents, or say which are stale."""

from __future__ import annotations

from typing import Annotated

import typer


def docs(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; leave with 1 if a file differs.")
    ] = False,
) -> None:
    """Write the tables of README.md, docs/reference/ and docs/pipelines/ from the code."""
    from pipelines.commands.documentation import files  # slow: imports every step

    documents = files.documents()
    differences = files.differences(documents)
    if check:
        for difference in differences:
            typer.echo(difference, err=True)
        if differences:
            typer.echo("the documents are not up to date: run `make docs` and commit them", err=True)
            raise typer.Exit(1)
        return
    files.write(documents)
    typer.echo("\n".join(differences) if differences else f"{len(documents)} documents, all up to date")
