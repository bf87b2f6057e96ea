"""What every request may use: connections to Postgres, storage and settings. Made once per app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from pipelines.core.connections.connection_pool import connection_pool
from pipelines.core.settings import ControlSettings
from pipelines.core.supervision.pulse import TaskState
from steps.core.errors import ConfigurationError
from steps.core.settings import Settings
from steps.core.storage.storage import Storage

Tasks = Callable[[], list[TaskState]]
STATEMENT_MILLISECONDS = 60_000  # a request that takes longer holds one of few connections
KEPT = 2  # of the server's connections, for tokens, events and health
WAIT_SECONDS = 5.0  # for a free connection; then the answer is 503


class Services:
    """`tasks`: the states of the long-lived tasks of this installation's process, or of both where there are two.

    Errors: ConfigurationError without a DATABASE_URL.
    """

    def __init__(self, settings: Settings, control: ControlSettings, tasks: Tasks) -> None:
        if settings.database_url is None:
            raise ConfigurationError("no_database", "DATABASE_URL is not set; set it, or start `bgjobs dev`")
        self.settings, self.control, self.tasks = settings, control, tasks
        self.database_url = settings.database_url.get_secret_value()
        self.session_url = settings.session_url or self.database_url
        self.storage = Storage(settings.storage_url, settings.storage_endpoint)
        self.readers = max(1, control.server_connections - KEPT)  # lists and pages at once
        self.pool = connection_pool(
            self.database_url,
            "server",
            most=control.server_connections,
            wait_seconds=WAIT_SECONDS,
            statement_milliseconds=STATEMENT_MILLISECONDS,
        )

    def open(self) -> None:
        self.pool.open(wait=False)

    def close(self) -> None:
        self.pool.close()


def services_of(connection: HTTPConnection) -> Services:
    return cast(Services, connection.app.state.services)


Serving = Annotated[Services, Depends(services_of)]
