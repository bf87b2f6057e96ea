"""The report as text: what struck, and what holds all the same."""

from __future__ import annotations

from collections.abc import Sequence

from tests.chaos.run import Report


def lines_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """A table with aligned columns; the first row is its head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def faults_table(report: Report) -> list[str]:
    rows = [("fault", "times", "longest", "what was seen")]
    for name, struck in report.struck.items():
        if name in report.skipped:
            rows.append((name, "-", "-", f"skipped: {report.skipped[name]}"))
        else:
            seen = ", ".join(f"{times} {what}" for what, times in struck.seen.items() if times)
            rows.append((name, str(struck.times), f"{struck.longest:.1f} s", seen or "NOT HIT"))
    return lines_of(rows)


def checks_table(report: Report) -> list[str]:
    rows = [("what must hold", "figure", "of", "")]
    for check in report.checks:
        rows.append((check.name, str(check.figure), str(check.of), "holds" if check.holds else "BROKEN"))
    lines = lines_of(rows)
    return lines + [f"  {check.name}: {one}" for check in report.checks for one in check.examples[:10]]


def text_of(report: Report) -> str:
    form = report.form
    attempts = ", ".join(f"{times} {how}" for how, times in report.attempts)
    head = (
        f"seed {form.seed}: {report.sent} of {form.jobs} jobs sent in {report.seconds:.0f} s of faults "
        f"({report.repeated} sendings repeated), all that ends ended {report.settled:.1f} s after the last fault"
    )
    parts = [[head], faults_table(report), [f"attempts: {attempts}"], checks_table(report)]
    return "\n\n".join("\n".join(part) for part in parts)
