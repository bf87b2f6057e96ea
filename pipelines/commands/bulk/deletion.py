"""`bgjobs delete`: remove final jobs with all that belongs to them."""

from __future__ import annotations

from pipelines.commands.bulk.asking import (
    AllOption,
    DryRunOption,
    RateOption,
    WhereOption,
    WhyOption,
    begin,
)
from pipelines.commands.terminal.options import BadInput, JsonOption, QuietOption
from pipelines.operations.bulk.states import Kind


def delete(
    where: WhereOption = None,
    everything: AllOption = False,
    rate: RateOption = None,
    why: WhyOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Remove all final jobs that fit, with their attempts, logs, results, files and events. The audit, the register of
    personal data exports and the counters stay; so does a job that a rerun is left of."""
    if where is None and not everything:
        raise BadInput('--where: is missing; select jobs: --where "status=cancelled until=30d"')
    begin(Kind.DELETE, where, everything, rate=rate, why=why, dry_run=dry_run, as_json=as_json, quiet=quiet)
