"""Read a contract in overlapping windows, and put together only what stands in it."""

from __future__ import annotations

from itertools import pairwise

from steps.contracts.assembly.assemble import assembled
from steps.contracts.models import ContractResult
from steps.contracts.prompt import MAX_OUTPUT_TOKENS, SCHEMA_NAME, instructions
from steps.contracts.report import report
from steps.contracts.text.units import Unit, units
from steps.contracts.wire import ContractWire
from steps.core.context import Context
from steps.core.delivery import enveloped, reader_of, store_text
from steps.core.documents.read import MAX_BYTES, DocumentText, read_document
from steps.core.llm import prices
from steps.core.llm.answers import Answer
from steps.core.models import DocumentRef, Envelope, Model
from steps.core.needs import Need
from steps.core.text.language import language_of
from steps.core.text.spans import with_words
from steps.core.text.windows import Window, in_parallel, windows

NEEDS = frozenset({Need.LLM, Need.STORAGE})
WINDOW = 12_000  # tokens; a model reads a long contract better in parts, and the parts at the same time
# Measured by `make eval` on the 24 contracts of CUAD that the wordings were tuned on.
RULES_NOTE = (
    "Clauses are found by their wording, in English only: governing law, insurance, license grant, assignment and "
    "liability limits with an F1 of .97 on the contracts the wordings were tuned on, so expect less elsewhere; what "
    "rules cannot tell is not assessed or null, and what they guess is a reason for review. Risks come from a fixed "
    "playbook; nobody weighed them for this deal."
)


class Input(Model):
    """The event: a text or a document, and our side."""

    text: str | None = None
    document: DocumentRef | None = None
    our_side: str | None = None


Output = Envelope[ContractResult]


def run(input: Input, context: Context) -> Output:
    data, document = _contract(input, context)
    sentences = units(document.text)
    parts = windows(document.text, WINDOW, borders=_section_starts(sentences))
    answers = _answers(parts, document, input.our_side, context)
    read = [(part, answer.value) for part, answer in zip(parts, answers, strict=True)]
    result, checked = assembled(document, sentences, read, input.our_side)
    reader = reader_of(answers[0], RULES_NOTE)
    warnings = [
        f"{check.code}: {check.detail}" for check in checked if not check.passed and check.severity != "info"
    ]
    written = report(result, engine=reader.detail, quality_note=reader.note, warnings=warnings)
    return enveloped(
        Output,
        result,
        context,
        reader,
        artifacts={"report": store_text(context, "report.md", written)},
        source=document.source(data),
        checks=checked,
        warnings=warnings,
        usage=prices.total([answer.usage for answer in answers]),
        language=language_of(document.text),
    )


def _contract(input: Input, context: Context) -> tuple[bytes, DocumentText]:
    """Errors: what Storage.read and read_document raise."""
    if input.document is not None:
        data = context.storage.read(input.document, limit=MAX_BYTES)
        return data, read_document(data)
    text = with_words(input.text or "")
    return text.encode(), DocumentText(text, "text/plain")


def _section_starts(sentences: list[Unit]) -> list[int]:
    """The best places to cut."""
    return [one.start for before, one in pairwise(sentences) if one.section != before.section]


def _answers(
    parts: list[Window], document: DocumentText, our_side: str | None, context: Context
) -> list[Answer[ContractWire]]:
    """One question for each window, each with its own row in the ledger."""
    llm = context.llm

    def ask(part: Window) -> Answer[ContractWire]:
        return llm.ask(
            schema_name=SCHEMA_NAME,
            instructions=instructions(part, our_side),
            document=part.of(document.text),
            answer=ContractWire,
            max_output_tokens=MAX_OUTPUT_TOKENS,
            part=part.number,
        )

    return in_parallel(ask, parts, context.progress)
