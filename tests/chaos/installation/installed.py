"""A whole installation on loopback: PostgreSQL, pooler, server, two dispatchers with executors, emulated provider."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from pipelines.emulators.emulator_server import Emulators
from pipelines.emulators.injected_faults import Fault
from pipelines.server.listening import listen, url_of
from steps.core.postgres.migrate import migrate
from tests.chaos.installation.clock import Clock
from tests.chaos.installation.disk import Disk, small_disk
from tests.chaos.installation.services import Keeper, Service
from tests.support.debian import Debian, debian_postgres, free_port, pooler_command
from tests.support.network.proxy import Proxy, proxy_to
from tests.support.processes import ROOT
from tests.support.rows import know
from tests.support.trials import write_templates
from tests.support.waiting import until

CONTROLS = 2
PLACES = 8  # jobs at once, of each control process
SMALL_LOG = ("max_wal_size = 64MB", "min_wal_size = 32MB")  # so that a small disk can hold it
LOGIN_RETRY = "server_login_retry = 1"  # seconds; 15 would make every refused login an outage of its own
POOL = 20  # connections of PgBouncer
MOST_CONNECTIONS = 60
ANSWER_SECONDS = 0.2  # of the provider, so that a fault meets calls that are under way
EFFECT, PAID = "effect", "news-analyzer"  # pipelines


@dataclass
class Target:
    """What faults strike. `pooler` is None where no PgBouncer is installed: then steps connect directly."""

    postgres: Debian
    disk: Disk
    proxy: Proxy
    pooler: Service | None
    controls: list[Service]
    server: Service
    server_url: str
    emulators: Emulators
    clock: Clock

    @property
    def url(self) -> str:
        """The database past everything that faults strike on the way."""
        return self.postgres.url("jobs")

    def connect(self) -> psycopg.Connection[Any]:
        """As the owner, whom no limit of a role holds up. Errors: psycopg's own."""
        return psycopg.connect(self.url, autocommit=True, connect_timeout=5)

    def said(self, words: str) -> int:
        """How often PostgreSQL's log has these words by now."""
        return (self.postgres.folder / "log").read_bytes().count(words.encode())


def _effect_of(template: dict[str, Any]) -> None:
    """The trial with the step that leaves an effect."""
    for part in template["spec"]["templates"]:
        if part["name"] == "process-trial":
            part["name"] = part["container"]["command"][-1] = "process-effect"
        if part["name"] == "main":
            part["dag"]["tasks"][1] |= {"name": "process-effect", "template": "process-effect"}


def _prepare(postgres: Debian) -> None:
    postgres.new_role("app")
    postgres.run("create database jobs owner app")
    with psycopg.connect(postgres.url("jobs", "app"), autocommit=True) as connection:
        migrate(connection)
        know(connection, EFFECT)
    postgres.run(
        "create table public.effect (job_id uuid, attempt integer, at timestamptz default clock_timestamp())",
        "alter table public.effect owner to app",
        database="jobs",
    )


@contextmanager
def installed(speed: float, megabytes: int, logs: Path | None = None) -> Iterator[Target]:
    """A running one, whose backoffs are `speed` times shorter, and whose database has a disk of so many megabytes.
    `logs`: where its logs are copied to at the end. Skips the test without Debian's PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="jobs-chaos-"))
    write_templates(folder, **{EFFECT: _effect_of})
    shutil.copy(ROOT / "k8s" / "workflows" / f"{PAID}.yaml", folder / "templates")
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, folder, ignore_errors=True)
        disk = opened.enter_context(small_disk(megabytes))
        postgres = opened.enter_context(
            debian_postgres(f"max_connections = {MOST_CONNECTIONS}", *SMALL_LOG, disk=disk.folder)
        )
        _prepare(postgres)
        proxy = opened.enter_context(proxy_to(postgres.port))
        emulators = opened.enter_context(Emulators())
        emulators.faults.add(
            [Fault(on="openai.responses", kind="slow", seconds=ANSWER_SECONDS, times=1_000_000)]
        )
        clock = Clock(folder)
        pooler, steps_port = _pooler(postgres, folder)
        direct = Debian(postgres.folder, proxy.port).url("jobs", "app")
        steps = Debian(postgres.folder, steps_port).url("jobs", "app")
        provider = {
            "OPENAI_API_KEY": emulators.api_key,
            "OPENAI_BASE_URL": emulators.openai_base_url,
            "JOBS_LLM_DIALECT": "responses",
        }
        python = [sys.executable, "-m"]
        controls = [
            Service(
                f"control-{number}",
                [
                    *python,
                    "tests.chaos.installation.control",
                    direct,
                    steps,
                    str(folder),
                    str(speed),
                    str(PLACES),
                ],
                folder / f"control-{number}.log",
                environment={**clock.environment, **provider, "PYTHONPATH": str(ROOT)},
            )
            for number in range(CONTROLS)
        ]
        listener = opened.enter_context(listen("127.0.0.1", 0))
        reached = {"DATABASE_URL": steps, "DATABASE_DIRECT_URL": direct, "JOBS_HOME": str(folder)}
        server = Service(
            "server",
            [*python, "pipelines.server", "--fd", str(listener.fileno())],
            folder / "server.log",
            environment={**clock.environment, **reached, "PYTHONPATH": str(ROOT)},
            pass_fds=[listener.fileno()],
        )
        services = [*([pooler] if pooler else []), *controls, server]
        opened.enter_context(Keeper(services))
        if logs is not None:
            opened.callback(lambda: _keep(logs, [*folder.glob("*.log"), postgres.folder / "log"]))
        found = Target(postgres, disk, proxy, pooler, controls, server, url_of(listener), emulators, clock)
        until(lambda: _answers(found.server_url), seconds=120)
        yield found


def _keep(folder: Path, files: Sequence[Path]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(file, folder)


def _pooler(postgres: Debian, folder: Path) -> tuple[Service | None, int]:
    """PgBouncer and its port; None and PostgreSQL's own where it is not installed."""
    if shutil.which("pgbouncer", path="/usr/sbin:/usr/bin") is None:
        return None, postgres.port
    port, home = free_port(), Path(tempfile.mkdtemp(prefix="pooler-", dir=folder))
    folder.chmod(0o755)
    return Service(
        "pooler", pooler_command(postgres, home, port, LOGIN_RETRY, size=POOL), folder / "pooler.log"
    ), port


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
