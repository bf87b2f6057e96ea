"""What every request may use: connections to Postgres, storage and settings. Made once per app."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from pipelines.core.connection_pool import connection_pool
from pipelines.core.settings import ControlSettings
from steps.core.errors import ConfigurationError
from steps.core.settings import Settings
from steps.core.storage.storage import Storage

CONNECTIONS = 8
KEPT = 2  # of them, for tokens, events and health
WAIT_SECONDS = 5.0  # for a free connection; then the answer is 503


class Services:
    """Errors: ConfigurationError without a DATABASE_URL."""

    def __init__(self, settings: Settings, control: ControlSettings) -> None:
        if settings.database_url is None:
            raise ConfigurationError("no_database", "DATABASE_URL is not set; set it, or start `bgjobs dev`")
        self.settings, self.control = settings, control
        self.database_url = settings.database_url.get_secret_value()
        self.storage = Storage(settings.storage_url, settings.storage_endpoint)
        self.readers = max(1, CONNECTIONS - KEPT)  # lists and pages at once
        self.pool = connection_pool(self.database_url, "server", most=CONNECTIONS, wait_seconds=WAIT_SECONDS)

    def open(self) -> None:
        self.pool.open(wait=False)

    def close(self) -> None:
        self.pool.close()


def services_of(connection: HTTPConnection) -> Services:
    return cast(Services, connection.app.state.services)


Serving = Annotated[Services, Depends(services_of)]
