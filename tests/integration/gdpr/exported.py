"""What one run of gdpr-exporter left, opened."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from typing import Any

from steps.core.context import Context
from steps.core.models import Envelope
from steps.gdpr.result import GdprResult

# How a map for a test begins, and what it must say of each table.
HEAD = """
version: 1
reviewed: {by: a test, date: 2026-01-01}
information: {controller: C, contact: C, supervisory_authority: S, source: S, automated_decisions: A, transfers: T}
"""
FACTS = "purpose: P, retention: R"


@dataclass(frozen=True)
class Exported:
    output: Envelope[GdprResult]
    zip: zipfile.ZipFile
    context: Context

    @property
    def result(self) -> GdprResult:
        return self.output.result

    def text(self, name: str) -> str:
        return self.zip.read(name).decode()

    def rows(self, file: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text(f"data/{file}.jsonl").splitlines()]
