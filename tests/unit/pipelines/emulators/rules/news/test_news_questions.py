"""The six questions are answered from where news puts the answers, or not at all."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.emulators.rules.news.entities import Mention
from pipelines.emulators.rules.news.news_questions import questions
from steps.news.article import Article
from steps.news.wire import WireFiveWOneH

Named = Callable[[str], tuple[Article, list[Mention]]]


def asked(named: Named, text: str) -> WireFiveWOneH:
    piece, mentions = named(text)
    return questions(piece, mentions, piece.sentences[:1])


def test_all_six(named: Named) -> None:
    text = (
        "Bridge of Ostby closed\n\nMonday, May 18, 2015\n\n"
        "Mayor Orla Quill closed the swing bridge near Ostby on Friday because two of its pillars had cracks. "
        "Children reach their school by taking the ferry."
    )
    found = asked(named, text)
    assert found.who is not None
    assert found.who.answer == "Orla Quill"
    assert found.what is not None
    assert found.what.answer == "Bridge of Ostby closed"
    assert found.when is not None
    assert found.when.answer == "Friday (2015-05-15)"
    assert found.where is not None
    assert found.where.answer == "Ostby"
    assert found.why is not None
    assert found.why.answer == "because two of its pillars had cracks"
    assert found.how is not None
    assert found.how.answer == "by taking the ferry"


def test_what_is_not_said_is_null(named: Named) -> None:
    found = asked(named, "The swing bridge is closed. Nobody crosses it.")
    assert (found.who, found.when, found.where, found.why, found.how) == (None,) * 5


def test_who_is_not_the_last_name_in_a_sentence(named: Named) -> None:
    assert (
        asked(named, "A wet document was found on a street by somebody who gave it to the BBC.").who is None
    )


def test_every_answer_quotes_the_article(named: Named, text: str) -> None:
    found = asked(named, text)
    answers = [getattr(found, name) for name in WireFiveWOneH.model_fields]
    assert all(answer.quote in text for answer in answers if answer)
