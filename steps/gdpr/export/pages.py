"""One small document, written as plain text, HTML or Markdown: the package's README and the job's report."""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass

from steps.core.text import markdown

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:left;"
    "vertical-align:top}th{background:#eee}"
)
WIDTH = 100


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs and, if `header` is set, a table under them."""

    title: str
    paragraphs: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def as_text(title: str, sections: list[Section]) -> str:
    lines = [title, "=" * len(title), ""]
    for number, section in enumerate(sections, 1):
        heading = f"{number}. {section.title}"
        lines += [heading, "-" * len(heading), ""]
        for paragraph in section.paragraphs:
            lines += [*textwrap.wrap(paragraph, WIDTH, break_long_words=False), ""]
        for row in section.rows:
            cells = [f"{name}: {cell}" for name, cell in zip(section.header, row, strict=True) if cell]
            lines += [f"* {cells[0]}", *(f"  {cell}" for cell in cells[1:])] if cells else []
        lines += [""] if section.rows else []
    return "\n".join(lines)


def as_html(title: str, sections: list[Section]) -> str:
    parts = [
        "<!doctype html>", '<html lang="en"><head><meta charset="utf-8">', f"<title>{html.escape(title)}</title>",
        f"<style>{_STYLE}</style></head><body>", f"<h1>{html.escape(title)}</h1>", "<ol>",
        *(f'<li><a href="#s{n}">{html.escape(section.title)}</a></li>' for n, section in enumerate(sections, 1)),
        "</ol>",
    ]  # fmt: skip
    for number, section in enumerate(sections, 1):
        parts.append(f'<h2 id="s{number}">{html.escape(section.title)}</h2>')
        parts += [f"<p>{html.escape(paragraph)}</p>" for paragraph in section.paragraphs]
        if section.rows:
            parts += ["<table>", _html_row("th", section.header)]
            parts += [_html_row("td", row) for row in section.rows]
            parts.append("</table>")
    return "\n".join([*parts, "</body></html>", ""])


def as_markdown(title: str, sections: list[Section]) -> str:
    parts = [f"# {markdown.escape(title)}"]
    for section in sections:
        parts += [f"## {markdown.escape(section.title)}", *map(markdown.escape, section.paragraphs)]
        parts.append(markdown.table(section.header, ([*map(markdown.escape, row)] for row in section.rows)))
    return markdown.document(parts)


def _html_row(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"
