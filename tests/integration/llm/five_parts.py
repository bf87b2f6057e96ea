"""A step that asks five parts of one document and may die on the way: run by test_llm_killed in its own process."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import psycopg
from pydantic import SecretStr

from steps.core.llm.client import LLM
from steps.core.llm.model_servers import ModelServers
from steps.core.logs import capture
from steps.core.postgres.breaker import Breaker
from steps.core.postgres.ledger import Call, Ledger
from steps.core.settings import Settings
from tests.integration.llm.reading import Reading

STEP = "process-contract-analyzer"


class DyingLedger(Ledger):
    """Dies when the answer of part 3 is here and not yet recorded: the worst moment there is. Ends with 7 where loading
    the SDK, which takes seconds on a busy machine, would lie between the intent and the call."""

    begun = 0

    def begin(self, provider: str, key: str) -> Call:
        if "openai" not in sys.modules:
            os._exit(7)
        DyingLedger.begun += 1
        return super().begin(provider, key)

    def record(self, *args: Any, **kwargs: Any) -> None:
        if DyingLedger.begun == 3:
            os._exit(9)
        super().record(*args, **kwargs)


def main(database_url: str, base_url: str, job_id: str, die: str) -> None:
    settings = Settings(
        openai_api_key=SecretStr("emulator-test"), openai_base_url=base_url, llm_dialect="responses"
    )
    ledger_kind = DyingLedger if die == "before-record-3" else Ledger
    deadline = time.monotonic() + 60
    with (
        psycopg.connect(database_url, autocommit=True) as connection,
        capture.capture(job_id=job_id, pipeline="contract-analyzer", step=STEP, attempt=1) as captured,
    ):
        llm = LLM(
            settings,
            ledger_kind(connection, job_id, STEP),
            Breaker(connection),
            ModelServers(connection),
            captured.log,
            job_id=job_id,
            time_left=lambda: deadline - time.monotonic(),
        )
        for part in range(5):
            if die == "after-part-3" and part == 3:
                os._exit(9)
            window = f"Part {part}\nFee 1.50\n"
            answer = llm.ask(
                schema_name="reading",
                instructions="Read the window.",
                document=window,
                answer=Reading,
                max_output_tokens=500,
                part=part,
            )
            sys.stdout.write(f"{answer.value.total} {answer.usage.requests}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
