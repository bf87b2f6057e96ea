"""One invoice job on a database of its own, with the emulator as its model provider."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.samples.generators import invoice_sample as sample
from steps.core.events import InvoiceProcessorRequested
from steps.core.postgres.enqueue import enqueue
from steps.core.storage.storage import Storage
from tests.support.emulated import PaidJob

PAPER = sample.document({})


class Invoice(PaidJob):
    STEP = "process-invoice-processor"

    def new_job(self, data: bytes = PAPER) -> None:
        stored = Storage(self.storage_url).put("documents/invoice", data, media_type="application/pdf")
        self.job_id = str(enqueue(self.connection, InvoiceProcessorRequested(document=stored)))

    @property
    def failed(self) -> set[str]:
        """The codes of the checks that did not pass."""
        return {check["code"] for check in self.output["checks"] if not check["passed"]}


@pytest.fixture
def invoice(new_paid: Callable[[type[Invoice]], Invoice]) -> Invoice:
    return new_paid(Invoice)
