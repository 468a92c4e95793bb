"""From a text to its suggestions: sentences, cues, speakers, deadlines.

A thin path: the rules of claims/reading/english/ widen it.
"""

import re
from collections.abc import Sequence
from datetime import date

from claims.choices import Kind, Shape, Strength
from claims.reading.document import cut
from claims.reading.shapes import DateReading, KnownMilestone, Reading, Span, Suggestion
from claims.reading.speakers import Voices

_CUE = re.compile(
    r"\b(?:will|won['’]t|shall|going to|could|may|might|expects?|plans?|aims?|would)\b|['’]ll\b",
    re.IGNORECASE,
)


def read(text: str, *, published_on: date, milestones: Sequence[KnownMilestone] = ()) -> Reading:
    """Read `text`, published on `published_on`: its suggestions and dates."""
    document = cut(text)
    voices = Voices(document)
    suggestions = []
    for sentence in document.sentences:
        for said in voices.said(sentence):
            if _CUE.search(text, said.start, said.end):
                suggestions.append(_suggestion(text, said, sentence, voices, ("will",)))
    return Reading("en", suggestions=tuple(suggestions))


def read_dates(
    text: str, *, said_on: date, milestones: Sequence[KnownMilestone] = ()
) -> list[DateReading]:
    """Return every date expression."""
    return []


def read_article(
    text: str, published_on: date, milestones: Sequence[KnownMilestone] = ()
) -> list[Suggestion]:
    """Return the suggestions alone."""
    return list(read(text, published_on=published_on, milestones=milestones).suggestions)


def read_selection(
    text: str,
    start: int,
    end: int,
    published_on: date,
    milestones: Sequence[KnownMilestone] = (),
) -> Suggestion:
    """Read what a person selected, or another program proposed: always a suggestion."""
    document = cut(text)
    span = Span(start, end)
    sentence = next((each for each in document.sentences if each.overlaps(span)), span)
    return _suggestion(
        text, span, Span(sentence.start, sentence.end), Voices(document), ("selected",)
    )


def _suggestion(
    text: str, span: Span, sentence: Span, voices: Voices, rules: tuple[str, ...]
) -> Suggestion:
    quote = span.of(text)
    return Suggestion(
        quote=quote,
        start=span.start,
        end=span.end,
        sentence=Span(sentence.start, sentence.end),
        speaker=voices.of(span),
        kind=Kind.FORECAST,
        strength=Strength.ASSERTED,
        shape=Shape.OCCURS,
        statement=" ".join(quote.split())[:500],
        score=0.5,
        rules=rules,
    )
