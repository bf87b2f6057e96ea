"""Storage, providers, the GDPR export's settings, the server's tokens and the cluster."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import psycopg

from pipelines.control.doctor.findings import Finding
from pipelines.core.settings import ControlSettings
from pipelines.operations.providers.asked_server import how_it_is_asked
from pipelines.operations.tokens import any_token
from steps.core.needs import Need
from steps.core.postgres.connect import connect_elsewhere, translated
from steps.core.settings import Settings
from steps.core.storage.storage import Storage
from steps.gdpr.data_map.yaml_file import read_text

ANSWER_SECONDS = 5.0


def check_storage(settings: Settings) -> Iterator[Finding]:
    """Write, read and delete a small document. Errors: those of Storage; ConfigurationError `settings`."""
    settings.for_needs(frozenset({Need.STORAGE}))
    storage = Storage(settings.storage_url, settings.storage_endpoint)
    words = secrets.token_bytes(32)
    stored = storage.put(f"doctor/{secrets.token_hex(8)}", words, media_type="application/octet-stream")
    try:
        same = storage.read(stored, limit=64) == words
    finally:
        storage.delete(stored)
    if same:
        kind = "a folder" if settings.storage_url.startswith("file:") else "a bucket"
        yield Finding(subject="storage", level="ok", text=f"{kind} takes, gives and deletes documents")
    else:
        yield Finding(
            subject="storage", level="fail", text="gives back other bytes than it took", remedy="replace it"
        )


def check_openai(settings: Settings) -> Iterator[Finding]:
    """Errors: ConfigurationError `settings`."""
    settings.for_needs(frozenset({Need.LLM}))
    key = settings.openai_api_key
    base = settings.openai_base_url or "https://api.openai.com/v1"
    bearer = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    yield _provider(
        "OpenAI", f"{base.rstrip('/')}/models", bearer, configured=bool(key or settings.openai_base_url),
        variable="OPENAI_API_KEY",
    )  # fmt: skip


def check_model_server(connection: psycopg.Connection[Any], settings: Settings) -> Iterator[Finding]:
    """How a server of one's own is asked. Errors: as `how_it_is_asked`; psycopg's own."""
    if settings.openai_base_url is None or settings.wrong("OPENAI_BASE_URL"):
        return
    asked = how_it_is_asked(connection, settings)
    if not asked.obeys:
        remedy = (
            "name a model that does with JOBS_OPENAI_MODEL, another server with OPENAI_BASE_URL, or how it must be "
            "asked with JOBS_LLM_DIALECT"
        )
        yield Finding(subject="model server", level="fail", text=asked.words, remedy=remedy)
    elif asked.words:
        yield Finding(subject="model server", level="ok", text=asked.words)


def check_assemblyai(settings: Settings) -> Iterator[Finding]:
    """Errors: ConfigurationError `settings`."""
    settings.for_needs(frozenset({Need.SPEECH}))
    speech = settings.assemblyai_api_key
    base = settings.assemblyai_base_url or "https://api.assemblyai.com"
    raw = {"Authorization": speech.get_secret_value()} if speech else {}
    yield _provider(
        "AssemblyAI", f"{base.rstrip('/')}/v2/transcript?limit=1", raw, configured=bool(speech),
        variable="ASSEMBLYAI_API_KEY",
    )  # fmt: skip


def _provider(name: str, url: str, headers: dict[str, str], *, configured: bool, variable: str) -> Finding:
    """Ask for a list, which costs nothing."""
    if not configured:
        text = "no key is set: without a cluster an emulator answers by rules, in a cluster its jobs fail"
        return Finding(subject=name, level="warn", text=text, remedy=f"set {variable} for real answers")
    import httpx

    try:
        status = httpx.get(url, headers=headers, timeout=ANSWER_SECONDS).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        text = f"does not answer ({type(error).__name__})"
        return Finding(
            subject=name,
            level="fail",
            text=text,
            remedy="look at its base URL, the network and its status page",
        )
    if status in (401, 403):
        return Finding(
            subject=name, level="fail", text=f"refuses the key ({status})", remedy=f"set a valid {variable}"
        )
    if status >= 500 or status == 429:
        return Finding(subject=name, level="warn", text=f"answers {status}", remedy="try again later")
    if status >= 400:
        remedy = "look at its base URL: it should speak this provider's protocol"
        return Finding(subject=name, level="warn", text=f"answers {status} to a list", remedy=remedy)
    return Finding(subject=name, level="ok", text="takes the key")


def check_gdpr(settings: Settings) -> Iterator[Finding]:
    """Errors: ConfigurationError `settings`; those of a database that cannot be had and a file that cannot be read."""
    settings.for_needs(frozenset({Need.GDPR}))
    missing = [
        name
        for name, value in [
            ("JOBS_GDPR_DATABASE_URL", settings.gdpr_database_url),
            ("JOBS_GDPR_DATA_MAP", settings.gdpr_data_map),
        ]
        if value is None
    ]
    if missing:
        text = f"{' and '.join(missing)}: not set, so gdpr-exporter refuses (`bgjobs dev` has a sample)"
        yield Finding(
            subject="gdpr-exporter", level="warn", text=text, remedy="`bgjobs gdpr propose` drafts a data map"
        )
        return
    assert settings.gdpr_database_url is not None  # noqa: S101  nothing is missing
    assert settings.gdpr_data_map is not None  # noqa: S101
    address, setting = settings.gdpr_database_url.get_secret_value(), "JOBS_GDPR_DATABASE_URL"
    read_text(settings.gdpr_data_map)
    with translated(setting):
        connect_elsewhere(address, "doctor", setting).close()
    text = "its database answers, its data map is there; `bgjobs gdpr check` compares them"
    yield Finding(subject="gdpr-exporter", level="ok", text=text)


def check_server(connection: psycopg.Connection[Any], control: ControlSettings) -> Iterator[Finding]:
    if not control.needs_token:
        yield Finding(subject="server", level="ok", text=f"listens on {control.host} for this machine alone")
    elif any_token(connection):
        yield Finding(subject="server", level="ok", text=f"listens on {control.host} and wants a token")
    else:
        yield Finding(
            subject="server",
            level="fail",
            text=f"would listen on {control.host}, but there is no token: `serve` does not start",
            remedy="bgjobs token create NAME --scope read --scope operate",
        )


def check_cluster(control: ControlSettings) -> Iterator[Finding]:
    """Errors: those of Workflows, whose sentences name the way out."""
    if control.executor == "local":
        yield Finding(
            subject="cluster", level="ok", text="is not used: jobs run on this machine (JOBS_EXECUTOR=local)"
        )
        return
    from pipelines.control.workflows import connect

    found, _ = connect(control.namespace).list()
    text = f"namespace {control.namespace} answers; {len(found)} Workflows of ours are there"
    yield Finding(subject="cluster", level="ok", text=text)
    if control.executor == "argo" and control.trigger_token is None:
        text = "JOBS_TRIGGER_TOKEN is not set, so Argo Events refuses every trigger"
        yield Finding(
            subject="Argo Events", level="fail", text=text, remedy="set it to the event source's token"
        )
