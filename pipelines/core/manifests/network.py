"""What a step's pod may call: one NetworkPolicy for all steps, and one more for each need. Nobody calls a step.

Policies add up, so a pod may call what any of those says that select it. The chart takes these as they are, and puts in
the addresses that its values name.
"""

from __future__ import annotations

from typing import Any

from pipelines.core.manifests.objects import ApiObject, Part, metadata
from pipelines.core.names import NAME, need_label
from steps.core.needs import Need

DATABASE_PORTS = (5432, 6432)  # PostgreSQL's own, and PgBouncer's
API_PORTS = (443, 6443, 8443)
# Where a cluster's own API server is: the private networks (RFC 1918, RFC 6598, RFC 4193).
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
EMULATORS = {"app.kubernetes.io/component": "emulators"}


class IpBlock(Part):
    cidr: str


class Exists(Part):
    key: str
    operator: str = "Exists"


class Selector(Part):
    match_labels: dict[str, str] | None = None
    match_expressions: tuple[Exists, ...] | None = None


class Peer(Part):
    ip_block: IpBlock | None = None
    pod_selector: Selector | None = None


class Port(Part):
    port: int
    protocol: str = "TCP"


class Rule(Part):
    """Without `to`, any address."""

    to: tuple[Peer, ...] | None = None
    ports: tuple[Port, ...]


class Spec(Part):
    pod_selector: Selector
    policy_types: tuple[str, ...]
    egress: tuple[Rule, ...]


class NetworkPolicy(ApiObject):
    api_version: str = "networking.k8s.io/v1"
    kind: str = "NetworkPolicy"
    spec: Spec


def policies() -> list[dict[str, Any]]:
    """As Kubernetes takes them: that of all steps first, then one for each need."""
    return [_of_all_steps().manifest(), *(_of(need).manifest() for need in Need)]


def _of_all_steps() -> NetworkPolicy:
    """Names, the jobs database, and the API server, which Argo's container in the same pod reports to."""
    names = Rule(ports=(Port(port=53, protocol="UDP"), Port(port=53)))
    api = Rule(to=tuple(Peer(ip_block=IpBlock(cidr=cidr)) for cidr in PRIVATE), ports=_tcp(*API_PORTS))
    return NetworkPolicy(
        metadata=metadata(f"{NAME}-steps", "network"),
        spec=Spec(
            pod_selector=Selector(match_expressions=(Exists(key="step"),)),
            policy_types=("Ingress", "Egress"),
            egress=(names, api, Rule(ports=_tcp(*DATABASE_PORTS))),
        ),
    )


def _of(need: Need) -> NetworkPolicy:
    emulators = Rule(to=(Peer(pod_selector=Selector(match_labels=EMULATORS)),), ports=_tcp(8289))
    provider = (Rule(ports=_tcp(443)), emulators)
    reached = {
        Need.STORAGE: (Rule(ports=_tcp(443)),),
        Need.LLM: provider,
        Need.SPEECH: provider,
        Need.GDPR: (Rule(ports=_tcp(*DATABASE_PORTS)),),
    }
    return NetworkPolicy(
        metadata=metadata(f"{NAME}-{need_label(need)}", "network"),
        spec=Spec(
            pod_selector=Selector(match_labels={need_label(need): "true"}),
            policy_types=("Egress",),
            egress=reached[need],
        ),
    )


def _tcp(*ports: int) -> tuple[Port, ...]:
    return tuple(Port(port=port) for port in ports)
