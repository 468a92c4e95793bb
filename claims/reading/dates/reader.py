"""The dates of a text, read where they are asked for."""

from collections.abc import Sequence
from datetime import date

from claims.reading.date_words import DateWords
from claims.reading.english.dates import DATES
from claims.reading.shapes import DateReading, KnownMilestone, Span


class Dates:
    """The dates of one text, said on `said_on`, in the calendar of its speaker.

    `south`: June opens the winter there; None lets the places that the text names decide.
    """

    def __init__(
        self,
        text: str,
        *,
        said_on: date,
        milestones: Sequence[KnownMilestone] = (),
        language: DateWords = DATES,
        south: bool | None = None,
    ) -> None:
        self.text, self.said_on = text, said_on

    def within(self, span: Span | None = None) -> tuple[DateReading, ...]:
        """Return every date expression in `span` (the whole text where None), in order."""
        return ()

    def deadline_for(
        self, clause: Span, sentence: Span, *, before: DateReading | None = None
    ) -> DateReading | None:
        """Return the reading that bounds what `clause` predicts, or None."""
        return None


def read_dates(
    text: str,
    *,
    said_on: date,
    milestones: Sequence[KnownMilestone] = (),
    within: Span | None = None,
    language: DateWords = DATES,
) -> list[DateReading]:
    """Return every date expression of the text, past ones too, in order, none overlapping."""
    dates = Dates(text, said_on=said_on, milestones=milestones, language=language)
    return list(dates.within(within))
