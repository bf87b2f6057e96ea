"""The Workflows of our namespace: create, list, watch, patch, end. The only file that names the kubernetes package."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipelines.control.record_labels import ENDED, RECORD
from steps.core.errors import ConfigurationError, PermanentError, TemporaryError

if TYPE_CHECKING:
    from kubernetes.client import CustomObjectsApi

PLACE = {"group": "argoproj.io", "version": "v1alpha1", "plural": "workflows"}
# Whatever carries a job's id runs it, whoever started it, but for records of ended jobs: there may be thousands.
OURS = f"job-id,{RECORD}!={ENDED}"
PAGE = 200  # Workflows per request; one is some 20 kB
CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 15.0
SILENCE_SECONDS = 5.0  # how much longer than its own time a watch may stay silent

Object = dict[str, Any]


class Workflows:
    """Thread-safe. Errors of every call: TemporaryError `cluster_unavailable`, ConfigurationError
    `cluster_refused` or `no_argo`; their messages say what to do."""

    def __init__(self, api: CustomObjectsApi, namespace: str) -> None:
        self._api, self.namespace = api, namespace
        self._where: dict[str, Any] = {**PLACE, "namespace": namespace}

    def create(self, workflow: Mapping[str, Any]) -> bool:
        """Create it; one of its name that is there already is as good. Answers whether it was created now.

        Errors: PermanentError `workflow_refused` where the cluster would refuse it again.
        """
        try:
            with self._translated():
                self._api.create_namespaced_custom_object(**self._where, body=dict(workflow), **_patience())
        except AlreadyThere:
            return False
        return True

    def exists(self, name: str) -> bool:
        """Whether it is there right now."""
        try:
            with self._translated():
                self._api.get_namespaced_custom_object(**self._where, name=name, **_patience())
        except NotThere:
            return False
        return True

    def list(self) -> tuple[list[Object], str]:
        """Every Workflow of ours, and the version of the list to watch from."""
        found: list[Object] = []
        more: str | None = None
        while True:
            with self._translated():
                page: Any = self._api.list_namespaced_custom_object(
                    **self._where, label_selector=OURS, limit=PAGE, _continue=more, **_patience()
                )
            found += page["items"]
            more = page["metadata"].get("continue")
            if not more:
                return found, page["metadata"]["resourceVersion"]

    def watch(self, version: str, seconds: int) -> Iterator[tuple[str, Object]]:
        """What changes after `version`, as ADDED, MODIFIED or DELETED and the Workflow; ends after `seconds`."""
        with self._translated():
            answer: Any = self._api.list_namespaced_custom_object(
                **self._where,
                label_selector=OURS,
                watch=True,
                resource_version=version,
                timeout_seconds=seconds,
                _preload_content=False,
                _request_timeout=(CONNECT_SECONDS, seconds + SILENCE_SECONDS),
            )
            try:
                yield from _events(answer)
            finally:
                answer.close()

    def terminate(self, name: str) -> None:
        """Have Argo end it at once, without its exit handler. One that is gone is ended."""
        self._patch(name, {"spec": {"shutdown": "Terminate"}}, "merge-patch")

    def patch(self, name: str, operations: Sequence[Object]) -> bool:
        """Apply a JSON patch, all of it or nothing; False where there is no such Workflow.

        Errors: PermanentError `workflow_refused` where a test of the patch fails, or the cluster refuses the result.
        """
        return self._patch(name, [*operations], "json-patch")

    def _patch(self, name: str, body: Any, kind: str) -> bool:
        try:
            with self._translated():
                self._api.patch_namespaced_custom_object(
                    **self._where,
                    name=name,
                    body=body,
                    _content_type=f"application/{kind}+json",
                    **_patience(),
                )
        except NotThere:
            return False
        return True

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from kubernetes.client.exceptions import ApiException
        from urllib3.exceptions import HTTPError

        try:
            yield
        except ApiException as error:
            raise self._meaning(int(error.status or 0), str(error.body or "")) from error
        except (HTTPError, OSError, json.JSONDecodeError) as error:
            raise TemporaryError(
                "cluster_unavailable", f"the Kubernetes API does not answer ({type(error).__name__})"
            ) from error

    def _meaning(self, status: int, body: str) -> Exception:
        if status == 409 and "AlreadyExists" in body:
            return AlreadyThere()
        if status == 404 and '"kind":"workflows"' in body.replace(" ", ""):
            return NotThere()
        if status in (401, 403):
            return ConfigurationError(
                "cluster_refused",
                f"the Kubernetes API answered {status}: the control plane's service account needs create, delete,"
                f" get, list, patch and watch of workflows.argoproj.io in namespace {self.namespace}",
            )
        if status == 404:
            return ConfigurationError(
                "no_argo",
                f"the cluster has no Workflows in namespace {self.namespace}: install Argo Workflows",
            )
        if status in (400, 413, 422):
            return PermanentError("workflow_refused", f"the cluster refused the Workflow ({status})")
        return TemporaryError("cluster_unavailable", f"the Kubernetes API answered {status}")


class AlreadyThere(Exception):
    """A Workflow of this name exists."""


class NotThere(Exception):
    """There is no Workflow of this name."""


def _events(answer: Any) -> Iterator[tuple[str, Object]]:
    rest = b""
    for piece in answer.stream():
        *lines, rest = (rest + piece).split(b"\n")
        for line in filter(None, lines):
            event = json.loads(line)
            if event["type"] == "ERROR":  # such as 410: our version is too old to go on from
                raise TemporaryError("watch_ended", f"the watch ended with {event['object'].get('code')}")
            yield event["type"], event["object"]


def _patience() -> dict[str, Any]:
    return {"_request_timeout": (CONNECT_SECONDS, ANSWER_SECONDS)}


def connect(namespace: str) -> Workflows:
    """By the pod's own account, else by the current kube context. Errors: ConfigurationError `no_cluster`."""
    from kubernetes import client, config

    logging.getLogger("kubernetes").setLevel(logging.WARNING)
    settings = client.Configuration()
    try:
        config.load_incluster_config(client_configuration=settings)  # type: ignore[no-untyped-call]
    except config.ConfigException:
        try:
            config.load_kube_config(client_configuration=settings)  # type: ignore[no-untyped-call]
        except (config.ConfigException, OSError) as error:
            raise ConfigurationError(
                "no_cluster", "there is neither a pod's service account nor a kube context; set KUBECONFIG"
            ) from error
    settings.retries = False  # whoever calls repeats, at a pace of its own
    api = client.ApiClient(settings)
    if settings.verify_ssl:
        pools = api.rest_client.pool_manager.connection_pool_kw
        pools["ssl_context"] = _lenient(settings.ssl_ca_cert, settings.cert_file, settings.key_file)
    return Workflows(client.CustomObjectsApi(api), namespace)


def _lenient(authority: str | None, certificate: str | None, key: str | None) -> ssl.SSLContext:
    """Python 3.13 refuses what the authorities of many clusters lack (RFC 5280: key usage); all else is checked."""
    context = ssl.create_default_context(cafile=authority)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if certificate:
        context.load_cert_chain(certificate, key)
    return context
