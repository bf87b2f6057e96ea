"""The environment of the processes that run steps: that of the control plane without its own secrets.

What a step then sees of it is decided for each attempt, by the needs that it declares (steps/core/needs.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from pipelines.core.settings import ControlSettings, load_control_settings
from pipelines.server.webhooks.sources import read_sources
from steps.core.errors import ConfigurationError


def for_steps(environment: Mapping[str, str]) -> dict[str, str]:
    """Without secrets that only the control plane reads: the trigger's token, those of webhook sources, and the address
    past a pooler, since no step needs a session. Where steps have a role of their own, DATABASE_URL is that role's."""
    control = load_control_settings()
    secret = {"DATABASE_DIRECT_URL"} | {
        str(field.alias)
        for field in ControlSettings.model_fields.values()
        if "SecretStr" in str(field.annotation)
    }
    with suppress(ConfigurationError):  # the server, which reads the same file, says what is wrong with it
        sources = read_sources(control.hooks, environment)
        secret |= {signed.source.secret for signed in sources.values()}
    told = {name: value for name, value in environment.items() if name not in secret}
    if control.steps_database_url is not None:
        told["DATABASE_URL"] = control.steps_database_url.get_secret_value()
    return told
