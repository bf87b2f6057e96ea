"""Sort expenses into the tax categories of Schedule C: by tables first, by a model for merchants they do not know."""

from __future__ import annotations

import hashlib

from steps.core.context import Context
from steps.core.delivery import Reader, enveloped, failed, store_text
from steps.core.documents.read import MAX_BYTES
from steps.core.documents.records import JSON_LINES, Records, read_records
from steps.core.events import ExpenseItem
from steps.core.models import DocumentRef, Envelope, Model, Source, Usage
from steps.core.needs import Need
from steps.expenses.amounts import amount_reader
from steps.expenses.assemble import assembled
from steps.expenses.checks import checks
from steps.expenses.decision import decided
from steps.expenses.models import ExpenseResult
from steps.expenses.report import report
from steps.expenses.unknown import Asked, ask

NEEDS = frozenset({Need.LLM, Need.STORAGE})
MOST_LINES = 2_000
TABLES = "expense-tables-1"
# On 110 lines in two batches that the tables had not been made for: .83 right, .05 wrong at a confidence of .6 or more.
TABLES_NOTE = (
    "Categories come from tables of merchants, merchant category codes and words: right for 5 of 6 lines they had not "
    "seen before, most of the rest marked for review, 1 in 20 wrong unmarked. Information, not tax advice."
)


class Input(Model):
    """The event: lines, or a document of them."""

    lines: list[ExpenseItem] | None = None
    document: DocumentRef | None = None
    jurisdiction: str = "US"


Output = Envelope[ExpenseResult]


def run(input: Input, context: Context) -> Output:
    records, source = _records(input, context)
    lines, today = records.items, context.queued_at.date()
    decisions = {line.line_id: decided(line) for line in lines}
    context.progress(1, 3)
    asked = ask([line for line in lines if decisions[line.line_id].kind is None], context)
    decisions |= asked.decisions if asked else {}
    context.progress(2, 3)
    result = assembled(lines, decisions, today, input.jurisdiction)
    checked = checks(result, lines, today, records.unused)
    reader, warnings = _reader(asked), failed(checked)
    written = report(result, engine=reader.detail, quality_note=reader.note, warnings=warnings)
    stored = store_text(context, "report.md", written)
    context.progress(3, 3)
    return enveloped(
        Output,
        result,
        context,
        reader,
        artifacts={"report": stored},
        source=source,
        checks=checked,
        warnings=warnings,
        usage=asked.answer.usage if asked else Usage(),
    )


def _records(input: Input, context: Context) -> tuple[Records[ExpenseItem], Source]:
    """The lines and where they came from. Errors: what Storage.read and read_records raise."""
    if input.document is not None:
        data = context.storage.read(input.document, limit=MAX_BYTES)
        records = read_records(
            data, ExpenseItem, key="line_id", most=MOST_LINES, columns={"amount": amount_reader}
        )
    else:
        lines = input.lines or []
        data = "\n".join(line.model_dump_json(exclude_none=True) for line in lines).encode()
        records = Records(lines, [], JSON_LINES)
    sha256 = hashlib.sha256(data).hexdigest()
    return records, Source(sha256=sha256, bytes=len(data), media_type=records.media_type)


def _reader(asked: Asked | None) -> Reader:
    """Who sorted the lines. The tables take part in every answer, so what they are good for is always said."""
    if asked is None:
        return Reader("rules", TABLES, TABLES_NOTE)
    answer = asked.answer
    detail = f"{TABLES}, then {answer.engine_detail}"
    return Reader(answer.engine, detail, f"{answer.quality_note or ''} {TABLES_NOTE}".strip())
