"""Which of a sentence's dates bounds what a clause predicts."""

from collections.abc import Sequence
from datetime import date

from claims.reading.shapes import DateReading, Span


def pick(
    text: str,
    clause: Span,
    sentence: Span,
    readings: Sequence[DateReading],
    before: DateReading | None,
    said_on: date,
) -> DateReading | None:
    return next((each for each in readings if each.span.overlaps(clause)), None)
