"""What was looked at in a result beside its quotes, as checks that a person can read."""

from __future__ import annotations

from steps.contracts.models import ContractResult, Dates
from steps.core.models import Check


def checks(
    result: ContractResult, *, windows: int, computed: Dates, our_side: str | None, strangers: int
) -> list[Check]:
    """Every check, in a fixed order. `strangers`: obligations left out because they are nobody's we know."""
    return [
        _passed("all_windows_searched", f"{windows} of {windows}"),
        _parties(result),
        _our_side(result, our_side),
        _dates(result, computed),
        _judged(result),
        _passed(
            "obligations_of_parties",
            f"left out as not of a party, or less definite than the rest: {strangers}",
        ),
        _passed("score_recomputed", result.overall_risk.formula_version),
    ]


def _passed(code: str, detail: str = "") -> Check:
    return Check(code=code, passed=True, severity="info", detail=detail)


def _failed(code: str, detail: str) -> Check:
    return Check(code=code, passed=False, severity="warn", detail=detail)


def _parties(result: ContractResult) -> Check:
    count = len(result.parties)
    if count >= 2:
        return _passed("parties_found", str(count))
    return _failed(
        "parties_found", f"{count} found; a contract has two or more, so its opening was not understood"
    )


def _our_side(result: ContractResult, our_side: str | None) -> Check:
    if our_side is None:
        return _passed("our_side", "not given: the risks of all parties are shown")
    if result.our_side is None:
        return _failed("our_side", "our_side matches none of the parties: the risks of all parties are shown")
    return _passed("our_side", result.our_side)


def _dates(result: ContractResult, computed: Dates) -> Check:
    if computed.expiration != result.dates.expiration:
        return _failed(
            "dates_in_order", f"{computed.expiration} as the end lies before the beginning and was left out"
        )
    return _passed("dates_in_order")


def _judged(result: ContractResult) -> Check:
    names = [clause.category for clause in result.clauses if clause.status == "not_assessed"]
    if names:
        return Check(
            code="all_categories_judged",
            passed=False,
            severity="info",
            detail=f"not assessed: {', '.join(names)}",
        )
    return _passed("all_categories_judged")
