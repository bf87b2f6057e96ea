"""What one run of gdpr-exporter left, opened."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from typing import Any

from steps.core.context import Context
from steps.core.models import Envelope
from steps.gdpr.result import GdprResult


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
