"""Settings of the control plane alone; the step image does not carry them. Read once from the environment."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, field_validator

from pipelines.core import trigger
from pipelines.core.names import NAMESPACE
from pipelines.core.pipeline import DAY, Runs
from steps.core.settings import EnvironmentSettings, sendable, strong
from steps.core.text.address import Address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(given: object) -> object:
    return [part.strip() for part in given.split(",")] if isinstance(given, str) else given


def _pairs(given: object) -> object:
    """`a=b,c=d` as a dictionary."""
    if not isinstance(given, str):
        return given
    parts = [part.partition("=") for part in given.split(",") if part.strip()]
    return {name.strip(): value.strip() for name, _, value in parts}


Networks = Annotated[tuple[Network, ...], BeforeValidator(_networks)]


class ControlSettings(EnvironmentSettings):
    """What server, dispatcher and reconciler need to know beyond `steps.core.settings.Settings`."""

    host: str = Field(default="127.0.0.1", alias="JOBS_HOST", description="Address the server listens on")
    port: int = Field(default=8288, ge=0, le=65535, alias="JOBS_PORT", description="Its port")
    require_token: bool = Field(
        default=False,
        alias="JOBS_REQUIRE_TOKEN",
        description="Ask for tokens on a loopback address as well, as behind a proxy",
    )
    trusted_proxies: Networks | None = Field(
        default=None,
        alias="JOBS_TRUSTED_PROXIES",
        description="Addresses or networks of the proxies whose X-Forwarded-For is believed, joined by commas",
    )
    public_url: str | None = Field(
        default=None,
        alias="JOBS_PUBLIC_URL",
        pattern="^https?://[^/]+$",
        description="The server's URL as browsers and other systems see it, without a path",
    )
    hooks: Path | None = Field(
        default=None,
        alias="JOBS_HOOKS",
        description="The reviewed file (YAML) of systems whose webhooks are taken",
    )
    upload_bytes: int = Field(
        default=2_200_000_000, gt=0, alias="JOBS_UPLOAD_BYTES", description="The largest document"
    )

    server_connections: int = Field(
        default=8,
        ge=1,
        le=1000,
        alias="JOBS_SERVER_CONNECTIONS",
        description="The most connections to PostgreSQL that the server's requests share",
    )
    worker_connections: int | None = Field(
        default=None,
        ge=1,
        alias="JOBS_WORKER_CONNECTIONS",
        description="The most connections to PostgreSQL that `bgjobs dev`'s steps hold, and so the most jobs at once; "
        "default: two thirds of what PostgreSQL has free at the start",
    )

    executor: Literal["local", "argo", "kubernetes"] = Field(
        default="local",
        alias="JOBS_EXECUTOR",
        description="Who runs jobs: this machine; Argo, through Argo Events; Argo, through the Kubernetes API",
    )
    namespace: str = Field(
        default=NAMESPACE, alias="JOBS_NAMESPACE", description="Where the cluster's Workflows live"
    )
    trigger_url: str = Field(
        default=trigger.URL, alias="JOBS_TRIGGER_URL", description="The event source of Argo Events"
    )
    trigger_token: SecretStr | None = Field(
        default=None, alias="JOBS_TRIGGER_TOKEN", description="The token that a trigger must carry"
    )
    live_workflows: int = Field(
        default=50,
        ge=1,
        alias="JOBS_LIVE_WORKFLOWS",
        description="The most Workflows on the cluster at once; what is more waits in Postgres",
    )

    places: int = Field(
        default=16,
        ge=1,
        le=1000,
        alias="JOBS_PLACES",
        description="The most jobs at work at once in a process of `bgjobs work`, as far as PostgreSQL has connections",
    )
    grace_seconds: float = Field(
        default=25,
        ge=0,
        alias="JOBS_GRACE_SECONDS",
        description="How long `bgjobs work` finishes what is at work once it is told to end; the rest goes to others",
    )
    runs: Annotated[dict[str, Runs], BeforeValidator(_pairs)] = Field(
        default={},
        alias="JOBS_RUNS",
        description="Where pipelines run on a cluster, as `bgjobs migrate` declares it: warm, pods (a pod per step) "
        "or pod, such as news-analyzer=warm,invoice-processor=pod",
    )
    budgets: Annotated[dict[str, Annotated[int, Field(gt=0, le=30 * DAY)]], BeforeValidator(_pairs)] = Field(
        default={},
        alias="JOBS_BUDGETS",
        description="Seconds that a job of these pipelines may take in all, such as "
        "news-analyzer=900,meeting-summarizer=3600, for a slow model server; their steps that ask a model get more in "
        "the same measure. On a cluster: the chart's `budgets`",
    )
    recorded_per_second: float = Field(
        default=20,
        ge=0,
        le=40,
        alias="JOBS_RECORDED_PER_SECOND",
        description="The most Workflows a second that show jobs without pods in the Argo UI: failures first, then a "
        "part of the others; 0 shows none",
    )
    recorded_at_most: int = Field(
        default=5_000,
        ge=100,
        le=50_000,
        alias="JOBS_RECORDED_AT_MOST",
        description="About how many of these Workflows there may be at once: the fuller, the sooner they go. Argo's "
        "controller holds each in its memory, 90 kB for one of three steps",
    )
    archive_recorded: bool = Field(
        default=False,
        alias="JOBS_ARCHIVE_RECORDED",
        description="Have Argo keep these Workflows in its archive; only where it has one",
    )

    task_patience: float = Field(
        default=300,
        gt=0,
        alias="JOBS_TASK_PATIENCE",
        description="Seconds that a task of `bgjobs control`, `work`, `run` or `demo` may not live before its "
        "process ends",
    )

    steps_database_url: Address | None = Field(
        default=None,
        alias="JOBS_STEPS_DATABASE_URL",
        description="What steps connect with instead of DATABASE_URL: a role in jobs_step, with the least rights",
    )
    retention_days: float = Field(
        default=90,
        ge=0,
        alias="JOBS_RETENTION_DAYS",
        description="How long a finished job stays, with its result and logs; 0 keeps it for ever",
    )

    argo_url: str | None = Field(
        default=None,
        alias="JOBS_ARGO_URL",
        pattern="^https?://",
        description="The Argo UI as browsers see it; jobs on the cluster link to it",
    )

    _sendable = field_validator("trigger_token")(sendable)
    _strong = field_validator("trigger_token")(strong)

    @property
    def retention(self) -> timedelta | None:
        return timedelta(days=self.retention_days) if self.retention_days else None

    @property
    def needs_token(self) -> bool:
        return self.require_token or not is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether this address or name stands for this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def load_control_settings() -> ControlSettings:
    """The settings of this process. Errors: as `EnvironmentSettings.load`."""
    return ControlSettings.load()
