"""`bgjobs serve`: the HTTP server alone, as it runs in a cluster."""

from __future__ import annotations

import sys
from functools import partial
from typing import Annotated

import typer

from pipelines.core.settings import load_control_settings
from steps.core.errors import ConfigurationError
from steps.core.settings import load_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default: JOBS_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Default: JOBS_PORT.")] = None,
) -> None:
    """Serve the HTTP API and the dashboard on DATABASE_URL. Other than on loopback it wants a token to exist."""
    from pipelines.control.periodic import FIGURES, start_periodic
    from pipelines.server.app import create_app
    from pipelines.server.listening import listen, url_of
    from pipelines.server.uvicorn_server import require_a_token
    from pipelines.server.uvicorn_server import serve as run

    given = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    settings, control = load_settings(), load_control_settings().model_copy(update=given)
    try:
        beside = [partial(start_periodic, settings=settings, works=FIGURES)]
        app = create_app(settings, control, beside=beside)
        require_a_token(app.state.services.database_url, control)
        listener = listen(control.host, control.port)
    except ConfigurationError as error:
        sys.stderr.write(error.message + "\n")
        raise typer.Exit(1) from None
    typer.echo(f"Ready: {url_of(listener)}")
    run(app, listener)
