"""One record, written to the Kubernetes API; what somebody else made of the object is left as it is."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from pipelines.control.recorder.recorded_workflow import Record, closing_of, update_of
from pipelines.control.workflows import Workflows
from steps.core.errors import ConfigurationError, PermanentError


class Written(StrEnum):
    """What became of a record."""

    DONE = "done"
    GONE = "gone"  # somebody deleted it
    REFUSED = "refused"  # the cluster does not take it, or the object is none of ours


def create(workflows: Workflows, record: Record) -> Written:
    """Where it is there already, since whoever made it could not tell any more, update it.

    Errors: TemporaryError `cluster_unavailable`, ConfigurationError `cluster_refused` and `no_argo`.
    """
    try:
        if workflows.create(record.workflow):
            return Written.DONE
    except ConfigurationError:
        raise
    except PermanentError:
        return Written.REFUSED
    return update(workflows, record)


def update(workflows: Workflows, record: Record) -> Written:
    """Bring one that is there up to date. Errors: as of `create`."""
    try:
        return Written.DONE if workflows.patch(record.name, update_of(record)) else Written.GONE
    except ConfigurationError:
        raise
    except PermanentError:
        return Written.REFUSED


def write(workflows: Workflows, record: Record, *, there: bool, ended: bool) -> Written:
    """`there`: it was written before. The record of a job that ended is made again where it is gone, since it may have
    been lost with the cluster's memory; that of a job at work may have been deleted to cancel it. Errors: as of
    `create`."""
    if not there:
        return create(workflows, record)
    written = update(workflows, record)
    return create(workflows, record) if written == Written.GONE and ended else written


def end(workflows: Workflows, name: str) -> None:
    """End the record of a job of which nothing more can be told. Errors: as of `create`."""
    try:
        workflows.patch(name, closing_of(name, datetime.now(UTC)))
    except ConfigurationError:
        raise
    except PermanentError:
        return
