"""A Markdown report as HTML that is safe whatever the report quotes: no raw HTML, no images, no odd links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

LOWEST = 6  # HTML has headings down to h6


@cache
def _parser() -> MarkdownIt:
    # `html` off: tags in the text are shown, not obeyed. Images off: a report may quote an address, which a reader's
    # browser must not call. Links go to http, https and mail only: markdown-it refuses javascript: and its like.
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("table_open", _box_open)
    parser.add_render_rule("table_close", _box_close)
    return parser.disable("image")


def _box_open(renderer: Any, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """A wide table scrolls in a box of its own, which keys reach too, and never widens the page."""
    opened: str = renderer.renderToken(tokens, at, options, env)
    return f'<div class="scroll" role="group" aria-label="Table" tabindex="0">{opened}'


def _box_close(renderer: Any, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    closed: str = renderer.renderToken(tokens, at, options, env)
    return f"{closed}</div>"


def markdown(text: str) -> Markup:
    parser = _parser()
    tokens = [_fitted(token) for token in _without_empty_heads(parser.parse(text))]
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704  all its HTML is the renderer's


def words(text: str) -> Markup:
    """A sentence with `code` in it, without a paragraph around it."""
    return Markup(_parser().renderInline(text))  # noqa: S704  all its HTML is the renderer's


def _fitted(token: Token) -> Token:
    """For our pages: headings one level down, no style attributes (the policy forbids them), careful links."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1:]) + 1, LOWEST)}"
    if "style" in token.attrs:
        token.attrs["class"] = str(token.attrs.pop("style")).replace("text-align:", "align-")
    for child in token.children or ():
        if child.type == "link_open":
            child.attrs["rel"] = "noopener noreferrer nofollow"
    return token


def _without_empty_heads(tokens: Sequence[Token]) -> Iterator[Token]:
    """A table without headings has an empty head in Markdown, a column without one an empty heading; listeners would
    hear of headings that say nothing."""
    for head, inside, foot in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if head.type == "th_open" and not inside.content.strip():
            head.tag = foot.tag = "td"
    start = 0
    while start < len(tokens):
        if tokens[start].type == "thead_open":
            end = next(place for place in range(start, len(tokens)) if tokens[place].type == "thead_close")
            if not any(token.content.strip() for token in tokens[start:end]):
                start = end + 1
                continue
        yield tokens[start]
        start += 1
