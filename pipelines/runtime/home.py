"""JOBS_HOME: the folder that has to be there, and to be ours, before anything starts in it."""

from __future__ import annotations

import os
from pathlib import Path

from steps.core.errors import ConfigurationError


def usable(folder: Path) -> Path:
    """The folder, made if it is not there. Errors: ConfigurationError `home_unusable`."""
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        why = "" if os.access(folder, os.W_OK | os.X_OK) else "it cannot be written to"
    except OSError as error:
        why = error.strerror or type(error).__name__
    if why:
        raise ConfigurationError(
            "home_unusable", f"JOBS_HOME: {folder} is of no use: {why}; set it to a folder of this user's"
        )
    return folder
