"""`bgjobs emulators`: the providers' stand-ins alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.runtime.provider_emulators import serve_emulators


def emulators(
    port: Annotated[int, typer.Option(help="Port on loopback; 0 picks a free one.")] = 8289,
    home: Annotated[
        Path | None, typer.Option(help="Keep uploads and transcripts here; default: only in memory.")
    ] = None,
) -> None:
    """Run the stand-ins of the OpenAI and AssemblyAI APIs alone."""
    sys.exit(serve_emulators(port, home))
