"""From what a reader answered to the result: quotes looked up, statements without support dropped, counts made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from steps.core.models import Check, Evidence
from steps.core.text.dates import iso_day
from steps.core.text.grounding import NAME, Grounding
from steps.news import checks, framing, mentions, models, wire
from steps.news.article import Article, article
from steps.news.dates import date_mentions, day_in, plausible
from steps.news.figures import quantities, stands_in
from steps.news.iptc import TOPIC_NAMES
from steps.news.reading import reading
from steps.news.support import Vocabulary


def assembled(
    text: str, answer: wire.NewsWire, *, publisher: str | None, published_at: date | None
) -> tuple[models.NewsResult, list[Check]]:
    """The result and its checks. `publisher` and `published_at` are what the event says.

    Errors: PermanentError `ungrounded` when more than a fifth of the quotes does not stand in the article.
    """
    assembly = _Assembly(text, answer, published_at)
    result = assembly.result(publisher)
    assembly.grounding.require()
    return result, [
        assembly.grounding.check(),
        *checks.checks(
            result,
            assembly.vocabulary,
            summary_carried=assembly.summary_carried,
            lost_sources=assembly.lost_sources,
            event_day=published_at,
        ),
    ]


class _Assembly:
    """One article and one answer about it."""

    def __init__(self, text: str, answer: wire.NewsWire, event_day: date | None) -> None:
        self.text, self.answer = text, answer
        self.piece: Article = article(text)
        self.grounding = Grounding(text)
        self.vocabulary = Vocabulary(text)
        self.summary_carried = True
        self.lost_sources = 0
        self.day = self._published() or event_day

    def result(self, publisher: str | None) -> models.NewsResult:
        headline = self._named(self.answer.headline)
        bullets = self._bullets()
        people = self._entities()
        quotes, claims = self._quotes(), self._claims()
        language = self.answer.language
        return models.NewsResult(
            headline=headline.quote if headline else None,
            byline=evidence.quote if (evidence := self._named(self.answer.byline)) else None,
            publisher=publisher or (answer.quote if (answer := self._named(self.answer.publisher)) else None),
            published_at=self.day,
            article_kind=self.answer.article_kind,
            summary=models.Summary(one_sentence=self._one_sentence(bullets), bullets=bullets),
            five_w_one_h=self._five_w_one_h(),
            entities=mentions.counted(self.text, people, self.piece.headline),
            topics=self._topics(),
            keywords=[word for word in dict.fromkeys(self.answer.keywords) if self.vocabulary.carries(word)],
            sentiment=models.Sentiment(
                label=self.answer.sentiment.label, score=round(self.answer.sentiment.score, 2)
            ),
            quotes=quotes,
            claims=claims,
            framing=self._framing(headline, quotes, claims, people),
            figures=self._figures(),
            timeline=self._timeline(),
            reading=reading(self.text, self.piece.sentences, language),
        )

    def _named(self, name: str | None) -> Evidence | None:
        return self.grounding.name(name) if name and name.strip() else None

    def _supported(self, answer: str, *quotes: str) -> list[Evidence]:
        """The evidence of a statement, if its words have to do with the article at all."""
        evidence = self.grounding.statement(*quotes)
        if evidence and not self.vocabulary.carries(answer):
            self.grounding.reject()
            return []
        return evidence

    def _published(self) -> date | None:
        """The day the article prints, if it really stands there."""
        answer = self.answer.published
        evidence = self._named(answer.quote) if answer else None
        if answer is None or evidence is None:
            return None
        day = iso_day(answer.date)
        numbers = {quantity.value for quantity in quantities(evidence.quote)}
        if day and (day_in(evidence.quote) == day or {Decimal(day.year), Decimal(day.day)} <= numbers):
            return day
        self.grounding.reject()
        return None

    def _bullets(self) -> list[models.Bullet]:
        return [
            models.Bullet(text=bullet.text.strip(), evidence=evidence)
            for bullet in self.answer.summary.bullets
            if (evidence := self._supported(bullet.text, *bullet.quotes))
        ]

    def _one_sentence(self, bullets: list[models.Bullet]) -> str:
        """The reader's sentence, or the article's own words where it has nothing to do with the article."""
        sentence = self.answer.summary.one_sentence.strip()
        if self.vocabulary.carries(sentence):
            return sentence
        self.summary_carried = False
        spans = [bullets[0].evidence[0].quote] if bullets else [s.of(self.text) for s in self.piece.sentences]
        return " ".join((spans[0] if spans else self.text[:200]).split())

    def _five_w_one_h(self) -> models.FiveWOneH:
        answer = self.answer.five_w_one_h
        return models.FiveWOneH(
            who=self._answer(answer.who),
            what=self._answer(answer.what),
            when=self._answer(answer.when),
            where=self._answer(answer.where),
            why=self._answer(answer.why),
            how=self._answer(answer.how),
        )

    def _answer(self, answer: wire.WireAnswer | None) -> models.Answer | None:
        evidence = self._supported(answer.answer, answer.quote) if answer else []
        return (
            models.Answer(answer=answer.answer.strip(), evidence=evidence[0]) if answer and evidence else None
        )

    def _entities(self) -> list[wire.WireEntity]:
        """The entities that stand in the article, under names as it writes them."""
        kept: dict[str, wire.WireEntity] = {}
        for entity in self.answer.entities:
            if evidence := self._named(entity.name):
                forms = [self.grounding.peek(form, NAME) for form in entity.other_names]
                others = [form.quote for form in forms if form]
                named = entity.model_copy(update={"name": evidence.quote, "other_names": others})
                kept.setdefault(evidence.quote, named)
        return list(kept.values())

    def _topics(self) -> list[models.Topic]:
        surest = sorted(self.answer.topics, key=lambda topic: (-topic.confidence, topic.medtop))
        once = {topic.medtop: topic for topic in reversed(surest)}
        return [
            models.Topic(
                medtop=topic.medtop, name=TOPIC_NAMES[topic.medtop], confidence=round(topic.confidence, 2)
            )
            for topic in surest
            if once[topic.medtop] is topic
        ]

    def _source(self, name: str | None) -> str | None:
        """A source as the article names it; one that it does not name is left out."""
        if name is None or not name.strip():
            return None
        evidence = self.grounding.peek(name, NAME)
        self.lost_sources += evidence is None
        return " ".join(evidence.quote.split()) if evidence else None

    def _quotes(self) -> list[models.Quote]:
        return [
            models.Quote(
                speaker=self._source(answer.speaker),
                quote=" [...] ".join(piece.quote for piece in evidence),
                evidence=evidence,
            )
            for answer in self.answer.quotes
            if (evidence := self.grounding.statement(answer.quote.strip(' "“”„«»')))
        ]

    def _claims(self) -> list[models.Claim]:
        return [
            models.Claim(
                text=claim.text.strip(),
                attributed_to=self._source(claim.attributed_to),
                kind=claim.kind,
                checkable=claim.checkable,
                evidence=evidence,
            )
            for claim in self.answer.claims
            if (evidence := self._supported(claim.text, claim.quote))
        ]

    def _framing(
        self,
        headline: Evidence | None,
        quotes: list[models.Quote],
        claims: list[models.Claim],
        people: list[wire.WireEntity],
    ) -> models.Framing:
        speakers = [quote.speaker for quote in quotes if quote.speaker]
        speakers += [claim.attributed_to for claim in claims if claim.attributed_to]
        named, anonymous = framing.sources(speakers, people)
        terms = [evidence for term in self.answer.loaded_terms if (evidence := self._named(term))]
        return models.Framing(
            loaded_terms=[models.LoadedTerm(term=term.quote, evidence=[term]) for term in terms],
            named_sources=named,
            anonymous_sources=anonymous,
            attribution_rate=framing.attribution_rate(self.piece.sentences, quotes, claims),
            headline_supported=self._headline_supported(headline),
            tone=self.answer.tone,
        )

    def _headline_supported(self, headline: Evidence | None) -> bool | None:
        """True only with a passage below the headline that stands there."""
        answer, quote = self.answer.headline_supported, self.answer.headline_quote
        if headline is None or answer is None:
            return None
        return answer and quote is not None and self.grounding.peek(quote, after=headline.end) is not None

    def _figures(self) -> list[models.Figure]:
        kept: list[models.Figure] = []
        for figure in self.answer.figures:
            evidence = self._supported(figure.what, figure.quote)
            value = Decimal(figure.value).normalize()
            value = Decimal(f"{value:f}")  # 4.2E+3 is no way to print 4200
            if evidence and not any(stands_in(piece.quote, value) for piece in evidence):
                self.grounding.reject()
            elif evidence:
                kept.append(
                    models.Figure(value=value, unit=figure.unit, what=figure.what.strip(), evidence=evidence)
                )
        return kept

    def _timeline(self) -> list[models.Moment]:
        kept: list[models.Moment] = []
        for moment in self.answer.timeline:
            evidence = self._supported(moment.event, moment.quote)
            if not evidence:
                continue
            days = [m.iso for piece in evidence for m in date_mentions(piece.quote, self.day) if m.iso]
            day = moment.date or (days[0] if days else None)
            if day and plausible(day, days, [piece.quote for piece in evidence], self.text, self.day):
                kept.append(models.Moment(date=day, event=moment.event.strip(), evidence=evidence))
            elif day:
                self.grounding.reject()
        return sorted(kept, key=lambda moment: (moment.date, moment.evidence[0].start))
