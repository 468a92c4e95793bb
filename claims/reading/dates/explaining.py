"""One sentence for the analyst: why the days are these, and what the other reading is."""

from datetime import date

from claims.choices import Precision, Relation
from claims.reading.dates.periods import Period
from claims.reading.shapes import DateReading


def reason_of(reading: DateReading, period: Period, said_on: date) -> str:
    """Return the reason, said of the reading's own days."""
    if reading.precision == Precision.OPEN:
        return "It looks ahead and names no end."
    if reading.relation == Relation.NOT_BEFORE:
        opens = _long(reading.window_start) if reading.window_start else "a day that is not known"
        return f"It says when it can begin, {opens}, and not by when."
    parts = []
    if period.milestone:
        parts.append(f"“{period.milestone}” is a known milestone")
    if period.bare:
        past = reading.generous_end is not None and reading.generous_end < said_on
        parts.append(f"the words around it look {'back' if past else 'ahead'}")
    if period.reason:
        parts.append(period.reason)
    parts.append(_ends(reading))
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _ends(reading: DateReading) -> str:
    if reading.strict_end is None or reading.generous_end is None:
        return "the day is not known"
    if reading.strict_end == reading.generous_end:
        return f"it ends on {_long(reading.generous_end)}"
    return (
        f"strictly it ends on {_long(reading.strict_end)}, "
        f"generously on {_long(reading.generous_end)}"
    )


def _long(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
