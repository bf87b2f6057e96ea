"""`bgjobs control`: the control plane, as it runs in a cluster."""

from __future__ import annotations

from pipelines.commands.operate.until_ended import until_ended


def control() -> None:
    """Serve, dispatch and reconcile until SIGTERM, with the executor that JOBS_EXECUTOR names: argo or kubernetes."""
    from pipelines.runtime.control_plane import run

    until_ended(run)
