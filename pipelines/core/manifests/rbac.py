"""Who may do what in the cluster: one account for each thing that runs, with the rights it cannot do without."""

from __future__ import annotations

from typing import Any

from pipelines.core.manifests.objects import ApiObject, Metadata, Part, metadata
from pipelines.core.names import NAME, NAMESPACE

STEPS = NAME  # the steps themselves need no rights and get no token
EXECUTOR = f"{NAME}-executor"  # Argo's own container beside each step reports how it ended
SENSOR = f"{NAME}-sensor"
CONTROL = f"{NAME}-control"
EVENT_SOURCE = f"{NAME}-event-source"
EVENT_BUS = f"{NAME}-event-bus"

RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    STEPS: {},
    EXECUTOR: {"workflowtaskresults": ("create", "patch")},
    SENSOR: {"workflows": ("create",)},
    CONTROL: {"workflows": ("create", "delete", "get", "list", "patch", "watch")},
    EVENT_SOURCE: {},
    EVENT_BUS: {},
}
RBAC = "rbac.authorization.k8s.io"


class ServiceAccount(ApiObject):
    api_version: str = "v1"
    kind: str = "ServiceAccount"
    automount_service_account_token: bool | None = None


class TokenSecret(ApiObject):
    """The account's token, which Argo mounts by this name; Kubernetes fills it."""

    api_version: str = "v1"
    kind: str = "Secret"
    type: str = "kubernetes.io/service-account-token"


class Rule(Part):
    api_groups: tuple[str, ...] = ("argoproj.io",)
    resources: tuple[str, ...]
    verbs: tuple[str, ...]


class Role(ApiObject):
    api_version: str = f"{RBAC}/v1"
    kind: str = "Role"
    rules: tuple[Rule, ...]


class RoleRef(Part):
    api_group: str = RBAC
    kind: str = "Role"
    name: str


class Subject(Part):
    kind: str = "ServiceAccount"
    name: str
    namespace: str = NAMESPACE


class RoleBinding(ApiObject):
    api_version: str = f"{RBAC}/v1"
    kind: str = "RoleBinding"
    role_ref: RoleRef
    subjects: tuple[Subject, ...]


def access() -> dict[str, list[dict[str, Any]]]:
    """By account: the account itself and, where it has any rights, its role and the binding of the two."""
    return {name: [made.manifest() for made in _objects(name)] for name in RIGHTS}


def _objects(name: str) -> list[ApiObject]:
    about = metadata(name, "access")
    rights = RIGHTS[name]
    if not rights:
        return [ServiceAccount(metadata=about, automount_service_account_token=False)]
    of_executor = name == EXECUTOR
    token = Metadata(
        name=f"{name}.service-account-token",
        labels=about.labels,
        annotations={"kubernetes.io/service-account.name": name},
    )
    return [
        ServiceAccount(metadata=about, automount_service_account_token=False if of_executor else None),
        *([TokenSecret(metadata=token)] if of_executor else []),
        Role(
            metadata=about,
            rules=tuple(Rule(resources=(resource,), verbs=verbs) for resource, verbs in rights.items()),
        ),
        RoleBinding(metadata=about, role_ref=RoleRef(name=name), subjects=(Subject(name=name),)),
    ]
