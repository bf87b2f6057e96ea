"""The report: Markdown that people like to read, and that a contract cannot break."""

from __future__ import annotations

from collections.abc import Callable

from steps.contracts.models import ContractResult
from steps.contracts.report import report
from steps.core.models import Check
from steps.core.text.markdown import escape

Assemble = Callable[..., tuple[ContractResult, dict[str, Check]]]


def test_report(assemble: Assemble) -> None:
    result, _ = assemble(our_side="Licensee")
    shown = report(result, engine="rules-1", quality_note="Take care.", warnings=["a warning"])
    assert shown.startswith("# SOFTWARE LICENSE AND SUPPORT AGREEMENT\n\n> Read by rules-1.\n> Take care.\n")
    for heading in (
        "## Risks",
        "## Obligations",
        "## Clauses",
        "## Money",
        "## Open points",
        "## Not assessed",
    ):
        assert heading in shown
    assert "| Governing law | Minnesota |" in shown
    assert "### R1 · high" in shown
    assert "- a warning" in shown
    assert "not legal advice" in shown
    assert shown == report(result, engine="rules-1", quality_note="Take care.", warnings=["a warning"])


def test_an_empty_result_still_reads(assemble: Assemble) -> None:
    result, _ = assemble(document_name=None, parties=[], clauses=[], risks=[], obligations=[], amounts=[])
    shown = report(result, engine="some-model", quality_note=None, warnings=[])
    assert shown.startswith("# Contract without a title")
    assert "## Money" not in shown


def test_marks_of_the_contract_are_text() -> None:
    assert escape("a | b\n*c* [***] <d> #1") == r"a \| b \*c\* \[\*\*\*\] \<d\> \#1"
