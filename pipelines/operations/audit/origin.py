"""Who asked for something, through which of our doors: what the audit keeps of every act."""

from __future__ import annotations

import getpass
import socket
from typing import Any, Literal

from steps.core.models import Model


class Origin(Model):
    """`actor`: a token by its name, `local` where no token is asked for, or user@host. `address`: the client's."""

    door: Literal["api", "page", "cli", "control"]
    actor: str
    address: str | None = None

    def json_text(self) -> str:
        """As the SQL functions take it."""
        return self.model_dump_json(exclude_none=True)


def this_user() -> Origin:
    """Whoever runs this command."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user has no name
        user = "unknown"
    return Origin(door="cli", actor=f"{user}@{socket.gethostname()}")


def by_hand() -> dict[str, Any]:
    """The options of jobs.enqueue for an event that whoever runs this command sends."""
    return {"origin": this_user().model_dump(exclude_none=True)}
