"""Whether an export holds nothing of others, all that the map names, and is refused when the schema moved on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from zipfile import ZipFile

import psycopg

from pipelines.runtime.embedded_postgres import start_postgres
from pipelines.samples.shop.sample import load_shop
from steps.gdpr.data_map.yaml_file import parse_map, read_text
from tests.eval.command import Installation, installation
from tests.eval.table import Row
from tests.integration.gdpr.conftest import SHOP_MAP
from tests.integration.gdpr.leaks import PEOPLE, leaks

JOB = "gdpr-exporter"


def measure() -> Iterable[Row]:
    mapped = {str(table) for table in parse_map(read_text(SHOP_MAP)).exported}
    with installation() as jobs:
        server = start_postgres(jobs.home / "postgres")
        try:
            shop = load_shop(server.url)
            exports = {subject: export(jobs, subject) for subject in PEOPLE}
            found = sum(len(leaks(ZipFile(path(done)), shop, subject)) for subject, done in exports.items())
            yield Row(JOB, "values of other people in the zips", found, 0, len(exports), True)
            whole = [
                mapped <= {table["table"] for table in done["result"]["result"]["tables"]}
                for done in exports.values()
            ]
            yield Row(JOB, "exports with every mapped table", sum(whole) / len(whole), 1.0, len(whole))
            with psycopg.connect(shop, autocommit=True) as moved:
                moved.execute("alter table customers add shoe_size integer")
            refused = export(jobs, next(iter(PEOPLE)))
            yield Row(JOB, "drift refused", refused["error"]["code"] == "data_map_drift", 1.0, 1)
        finally:
            server.stop()


def export(jobs: Installation, subject: str) -> dict[str, Any]:
    return jobs.run(JOB, {"subject_id": subject, "requested_by": "eval", "verified_how": "login"})


def path(done: dict[str, Any]) -> Path:
    return Path(url2pathname(urlsplit(done["result"]["artifacts"]["export"]["uri"]).path))
