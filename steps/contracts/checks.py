"""What was looked at in a result beside its quotes, as checks that a person can read."""

from __future__ import annotations

from steps.contracts.models import ContractResult, Dates
from steps.core.models import Check


def checks(
    result: ContractResult, *, windows: int, computed: Dates, our_side: str | None, strangers: int
) -> list[Check]:
    """Every check, in a fixed order. `strangers`: obligations left out because they are nobody's we know."""
    return [
        Check.of("all_windows_searched", True, f"{windows} of {windows}"),
        _parties(result),
        _our_side(result, our_side),
        _dates(result, computed),
        _judged(result),
        Check.of(
            "obligations_of_parties",
            True,
            f"left out as not of a party, or less definite than the rest: {strangers}",
        ),
        Check.of("score_recomputed", True, result.overall_risk.formula_version),
    ]


def _parties(result: ContractResult) -> Check:
    count = len(result.parties)
    fault = f"{count} found; a contract has two or more, so its opening was not understood"
    return Check.of("parties_found", count >= 2, str(count), "warn", fault=fault)


def _our_side(result: ContractResult, our_side: str | None) -> Check:
    if our_side is None:
        return Check.of("our_side", True, "not given: the risks of all parties are shown")
    fault = "our_side matches none of the parties: the risks of all parties are shown"
    return Check.of("our_side", result.our_side is not None, result.our_side or "", "warn", fault=fault)


def _dates(result: ContractResult, computed: Dates) -> Check:
    in_order = computed.expiration == result.dates.expiration
    fault = f"{computed.expiration} as the end lies before the beginning and was left out"
    return Check.of("dates_in_order", in_order, severity="warn", fault=fault)


def _judged(result: ContractResult) -> Check:
    names = [clause.category for clause in result.clauses if clause.status == "not_assessed"]
    fault = f"not assessed: {', '.join(names)}"
    return Check.of("all_categories_judged", not names, severity="info", fault=fault)
