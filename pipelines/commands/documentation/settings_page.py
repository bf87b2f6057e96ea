"""The table of settings: every environment variable that is read, its default and its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipelines.commands.documentation.blocks import WRITTEN, code, table
from pipelines.core.settings import ControlSettings
from steps.core.settings import Settings

MODELS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("steps, control plane", Settings),
    ("control plane", ControlSettings),
)
# Read outside the settings models.
OTHERS = {
    "AWS_ACCESS_KEY_ID": ("", "steps, control plane", "Credentials of an S3 bucket, read by the S3 client"),
    "AWS_SECRET_ACCESS_KEY": ("", "steps, control plane", "Credentials of an S3 bucket, read by the S3 client"),
    "AWS_SESSION_TOKEN": ("", "steps, control plane", "Of credentials that expire, read by the S3 client"),
    "AWS_REGION": ("", "steps, control plane", "The bucket's region, read by the S3 client"),
    "POSTGRES_USER": ("", "emulators image", "User of the PostgreSQL for trying out; set by the chart"),
    "POSTGRES_PASSWORD": ("", "emulators image", "Password of that user; set by the chart"),
    "PGDATA": ("", "emulators image", "Data directory of that PostgreSQL; set by the chart"),
    "JOBS_LISTENER_FD": ("", "`bgjobs dev`", "Internal: the socket that a restart takes over; do not set it"),
    "PYTHONPATH": ("", "`bgjobs dev`", "Python's own; the steps' processes get it with this folder in front"),
    "PYDANTIC_DISABLE_PLUGINS": ("true", "steps", "Pydantic's own; looking for plugins costs each step 15 ms"),
}  # fmt: skip
HEAD = f"""{WRITTEN}
# Settings

Environment variables; an empty one counts as unset. On a cluster they come from the ConfigMap and the Secret
`background-jobs`, which the chart makes or names. A file of webhook sources (`JOBS_HOOKS`) names further variables that
hold the senders' secrets.
"""


def settings_page() -> str:
    return f"{HEAD}\n{table(('variable', 'default', 'read by', 'meaning'), _rows())}\n"


def variable_of(name: str, field: FieldInfo) -> str:
    return field.alias or name.upper()


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for reader, model in MODELS:
        for name, field in model.model_fields.items():
            secret = "SecretStr" in str(field.annotation)
            meaning = field.description or ""
            yield (
                code(variable_of(name, field)),
                code(_default(field.default)),
                reader,
                f"{meaning} (secret)" if secret else meaning,
            )
    for variable, (default, reader, meaning) in OTHERS.items():
        yield code(variable), code(default), reader, meaning


def _default(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
