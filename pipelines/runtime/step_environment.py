"""The environment of the processes that run steps: that of the control plane without its own secrets.

What a step then sees of it is decided for each attempt, by the needs that it declares (steps/core/needs.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.core.settings import ControlSettings, load_control_settings
from pipelines.server.webhooks.sources import names_of_secrets


def for_steps(environment: Mapping[str, str]) -> dict[str, str]:
    """Without secrets that only the control plane reads: the trigger's token, those of webhook sources, the owner of
    the PostgreSQL for trying out, and the address past a pooler, since no step needs a session. Where steps have a role
    of their own, DATABASE_URL is that role's."""
    control = load_control_settings()
    secret = {"DATABASE_DIRECT_URL", "POSTGRES_USER", "POSTGRES_PASSWORD"} | {
        str(field.alias)
        for field in ControlSettings.model_fields.values()
        if "SecretStr" in str(field.annotation)
    }
    secret |= names_of_secrets(
        control.hooks
    )  # whatever else may be wrong with the file: only the server says so
    told = {name: value for name, value in environment.items() if name not in secret}
    if control.steps_database_url is not None:
        told["DATABASE_URL"] = control.steps_database_url.get_secret_value()
    return told
