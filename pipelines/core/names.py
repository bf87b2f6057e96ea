"""What the installation on a cluster is called."""

from __future__ import annotations

NAME = "background-jobs"  # of the namespace, and of whatever there is only one of in it
NAMESPACE = NAME


def need_label(need: str) -> str:
    """The label of the pods whose steps need this; network policies select by it."""
    return f"needs-{need}"
