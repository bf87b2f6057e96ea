"""Which runbook tells an operator more about an error, by its code. Pure."""

from __future__ import annotations

FOLDER = "docs/runbooks"
RUNBOOKS = {
    "data-map-drift": (
        "data_map_drift", "data_map_invalid", "data_map_missing", "data_map_not_reviewed", "data_map_subject",
        "gdpr_not_configured", "gdpr_database_forbidden", "subject_not_found",
    ),
    "deadline-exceeded": ("deadline_exceeded", "out_of_time", "not_ready_in_time"),
    "jobs-stay-dispatched": (
        "cluster_refused", "no_argo", "trigger_misplaced", "trigger_refused", "trigger_unavailable",
    ),
    "jobs-wait-behind-a-limit": ("expired",),
    "postgresql-away": (
        "database_unavailable", "schema_too_old", "database_connections", "database_full", "database_memory",
        "database_read_only", "database_login", "database_missing", "database_tls", "database_access",
        "database_forbidden", "schema_missing", "schema_forbidden", "foreign_schema", "needs_session",
    ),
    "provider-refuses": (
        "provider_billing", "provider_forbidden", "provider_key", "provider_model", "provider_no_schema",
        "provider_rate_limited", "provider_rejected", "provider_timeout", "provider_unavailable",
        "provider_unreachable", "provider_unreadable", "provider_url", "model_too_slow", "speech_key_refused",
        "no_provider", "no_speech_key",
    ),
    "steps-run-out-of-memory": ("out_of_memory", "killed", "lost", "died"),
    "storage-fails": (
        "storage_unavailable", "storage_forbidden", "storage_bucket", "storage_url", "document_missing",
    ),
    "task-does-not-live": ("start_refused", "task_down"),
    "workflow-lost-or-deleted": ("workflow_deleted", "workflow_terminated", "workflow_lost"),
}  # fmt: skip
BY_CODE = {code: name for name, codes in RUNBOOKS.items() for code in codes}


def path(name: str) -> str:
    """Where the runbook lies in the repository."""
    return f"{FOLDER}/{name}.md"


def runbook(code: str) -> str | None:
    """The file for an operator who meets this error code; None where the advice says it all."""
    return path(BY_CODE[code]) if code in BY_CODE else None
