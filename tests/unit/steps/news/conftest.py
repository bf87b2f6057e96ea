"""One article of our own, what the rules answer about it, and the result that comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.emulators.rules.news import news_rules
from pipelines.emulators.rules.news.entities import Mention, mentions
from steps.core.models import Check
from steps.news.article import Article, article
from steps.news.assemble import assembled
from steps.news.models import NewsResult
from steps.news.wire import NewsWire

SAMPLE = Path(__file__).resolve().parents[4] / "pipelines" / "samples" / "news-analyzer.json"
Assemble = Callable[..., tuple[NewsResult, dict[str, Check]]]


@pytest.fixture(scope="session")
def text() -> str:
    return str(json.loads(SAMPLE.read_text(encoding="utf-8"))["text"])


@pytest.fixture(scope="session")
def answer(text: str) -> NewsWire:
    return news_rules.answer(text)


@pytest.fixture
def assemble(text: str, answer: NewsWire) -> Assemble:
    """The result of the answer, with some of its fields changed, and its checks by code."""

    def assemble(
        *, published_at: date | None = None, publisher: str | None = None, article: str = text, **changes: Any
    ) -> tuple[NewsResult, dict[str, Check]]:
        wire = NewsWire.model_validate({**answer.model_dump(), **changes})
        result, checks = assembled(article, wire, publisher=publisher, published_at=published_at)
        return result, {check.code: check for check in checks}

    return assemble


@pytest.fixture
def named() -> Callable[[str], tuple[Article, list[Mention]]]:
    """A text taken apart, with the names in it."""

    def named(text: str) -> tuple[Article, list[Mention]]:
        piece = article(text)
        return piece, mentions(piece)

    return named
